// SPDX-License-Identifier: BSD-3-Clause
// Watchers have the state first and then every change, whatever dies on the way.
#include "election_fixture.hpp"

using namespace election_test;

namespace {

void kill(election_cluster& c, std::size_t node, child who) {
  if (auto handle = c.nodes.node(node).tree().context().book.get(who))
    caf::anon_send_exit(handle, caf::exit_reason::kill);
}

/// But for the number, which is each watcher's own.
bool same(election_state a, const election_state& b) {
  a.number = b.number;
  return a == b;
}

} // namespace

TEST_CASE("watchers on all nodes see the state first, then every change, and end with the same") {
  election_cluster c{with_seed(620)};
  c.campaign_on(0, "n1", by_weight(3));
  std::vector<std::shared_ptr<picture>> early, late;
  for (std::size_t i = 0; i < 3; ++i) early.push_back(c.watch_on(i, "e"));
  c.campaign_on(1, "n2", by_weight(1));
  c.campaign_on(2, "n3", by_weight(2));
  for (std::size_t i = 0; i < 3; ++i) late.push_back(c.watch_on(i, "e"));
  auto data = by_weight(4);
  data.data = to_bytes("here");
  caf::anon_send(c.candidates["n1"], data);
  c.nodes.run_for(1s);
  c.ask<bool>(0, resign{"e", {}}, c.candidates["n1"]);
  REQUIRE(c.comes_to_rule("n3"));
  c.nodes.run_for(1s);
  auto expected = c.state_of(0, "e");
  CHECK(expected.winner_node == "n3");
  for (auto& seen : {early, late})
    for (auto& one : seen) {
      INFO(to_string(one->now) << " and " << to_string(expected));
      CHECK(one->followed);
      CHECK(one->states == 1);
      CHECK(one->changes > 0);
      CHECK(same(one->now, expected));
    }
  CHECK(early[0]->changes > late[0]->changes);
}

TEST_CASE("a watcher sees the data of the winner, and an election that ends") {
  election_cluster c{with_seed(621)};
  auto seen = c.watch_on(2, "e");
  c.nodes.run_for(100ms);
  CHECK(seen->states == 1); // of an election in which nobody campaigns
  CHECK(seen->now.candidates.empty());
  auto terms = by_seniority();
  terms.data = to_bytes("address");
  c.campaign_on(0, "n1", terms);
  REQUIRE(c.comes_to_rule("n1"));
  c.nodes.run_for(500ms);
  CHECK(to_text(seen->now.data) == "address");
  CHECK(seen->now.winner_node == "n1");
  CHECK(seen->now.term == c.told->last_term);
  c.ask<bool>(0, resign{"e", {}}, c.candidates["n1"]);
  c.nodes.run_for(500ms);
  CHECK(seen->now.candidates.empty());
  CHECK_FALSE(seen->now.winner);
  CHECK(seen->followed);
  CHECK(seen->states == 1);
}

TEST_CASE("who says unwatch_election hears no more") {
  election_cluster c{with_seed(622)};
  auto seen = std::make_shared<picture>();
  {
    auto manager = c.nodes.node(0).elections();
    auto listener = c.nodes.node(0).system().spawn(onlooker, seen);
    c.nodes.at(0).own(caf::actor_cast<caf::actor>(listener));
    caf::anon_send(manager, watch_election{"e", listener});
    c.campaign_on(0, "n1", by_seniority());
    c.nodes.run_for(100ms);
    REQUIRE(seen->changes > 0);
    caf::anon_send(manager, unwatch_election{"e", listener});
  }
  c.nodes.run_for(100ms);
  auto before = seen->changes;
  c.campaign_on(1, "n2", by_seniority());
  CHECK(seen->changes == before);
}

TEST_CASE("a rebuilt election manager keeps candidates and their order, and tells all of them") {
  election_cluster c{with_seed(623)};
  for (std::size_t i = 0; i < 3; ++i) c.campaign_on(i, "n" + std::to_string(i + 1), by_seniority());
  REQUIRE(c.comes_to_rule("n1"));
  auto term = c.told->last_term;
  std::vector<std::shared_ptr<picture>> seen;
  for (std::size_t i = 0; i < 3; ++i) seen.push_back(c.watch_on(i, "e"));
  c.nodes.run_for(500ms);
  auto before = c.state_of(0, "e");
  for (auto who : {child::leader, child::control_log, child::members}) {
    for (std::size_t i = 0; i < 3; ++i) {
      kill(c, i, who);
      c.nodes.run_for(200ms);
    }
    c.nodes.run_for(3s);
    INFO(to_string(who) << "\n" << c.told->text());
    CHECK(c.rules("n1"));
    CHECK(c.told->last_term == term);
    CHECK(same(c.state_of(1, "e"), before));
  }
  CHECK(c.told->last("n1", "rebuilt") != nullptr);
  CHECK(c.ask<bool>(0, resign{"e", {}}, c.candidates["n1"]).first); // it knows its candidates
  REQUIRE(c.comes_to_rule("n2"));
  c.nodes.run_for(500ms);
  auto expected = c.state_of(0, "e");
  for (auto& one : seen) {
    INFO(to_string(one->now) << " and " << to_string(expected));
    CHECK(one->followed);
    CHECK(one->states > 1);
    CHECK(same(one->now, expected));
  }
}

TEST_CASE("a node that was cut off shows its watchers all that they missed") {
  election_cluster c{with_seed(624)};
  auto seen = c.watch_on(2, "e");
  c.campaign_on(0, "n1", by_weight(1));
  c.nodes.isolate(2);
  for (std::uint32_t i = 2; i < 40; ++i) {
    caf::anon_send(c.candidates["n1"], by_weight(i));
    c.nodes.run_for(100ms);
  }
  c.nodes.heal();
  c.nodes.run_for(6s);
  CHECK(seen->followed);
  CHECK(same(seen->now, c.state_of(0, "e")));
  REQUIRE(seen->now.candidates.size() == 1);
  CHECK(seen->now.candidates[0].weight == 39);
}

// What docs/elections.md shows.
namespace {

// The candidate: begins to work when it gains the leadership and ends when it loses it.
caf::behavior payroll(caf::event_based_actor* self, const election_manager& elections) {
  campaign wanted{"payroll", {}, 0, to_bytes("10.0.0.7:8080")};
  self->request(elections, 10s, wanted).then([](const election_state&) {});
  return {
    [=](const leadership_gained& won) {
      self->become([=](const leadership_lost&) { self->become(payroll(self, elections)); },
                   [=](caf::tick_atom) { return won.term.value; }); // the token of what it writes
    },
  };
}

// The onlooker: knows at any time where the winner is.
election_listener::behavior_type watch(election_listener::pointer,
                                       std::shared_ptr<election_state> known) {
  return {
    [=](const election_state& whole) { *known = whole; },
    [=](const election_change& next) { EXPECTS(follow(*known, next)); },
  };
}

} // namespace

TEST_CASE("the example of the manual finds the winner's address and its token") {
  election_cluster c{with_seed(625)};
  auto& nodes = c.nodes;
  auto known = std::make_shared<election_state>();
  auto listener = nodes.node(2).system().spawn(watch, known);
  nodes.at(2).own(caf::actor_cast<caf::actor>(listener));
  caf::anon_send(nodes.node(2).elections(), watch_election{"payroll", listener});
  auto candidate = nodes.at(0).spawn(payroll, nodes.node(0).elections());
  REQUIRE(nodes.run_until([&] { return known->winner_node == "n1"; }, 5s));
  CHECK(to_text(known->data) == "10.0.0.7:8080");
  nodes.run_for(100ms);
  CHECK(c.ask<std::uint64_t>(0, caf::tick_atom_v, candidate).first == known->term.value);
}

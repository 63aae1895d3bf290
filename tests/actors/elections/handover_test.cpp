// SPDX-License-Identifier: BSD-3-Clause
// Nobody leads beside another: not behind a cut, not in a handover, not on leave.
#include "election_fixture.hpp"

using namespace election_test;

namespace {

cluster_options with_singleton(std::uint64_t seed, diary_ptr told,
                               std::function<singleton_options(std::size_t)> options_of) {
  auto options = with_seed(seed);
  options.on_start = [=](simulated_node& n) {
    auto name = "n" + std::to_string(n.number() + 1);
    n.node().run_singleton("s", options_of(n.number()),
                           [=](caf::event_based_actor* self, const leadership& won) {
                             told->took(name, won.term);
                             self->attach_functor([=] { told->left(name, won.term, "stopped"); });
                             return caf::behavior{[](caf::tick_atom) {}};
                           });
  };
  return options;
}

std::string only(const diary& told) {
  return told.leads.size() == 1 ? told.leads.begin()->first : "";
}

std::size_t number_of(const std::string& node) {
  return static_cast<std::size_t>(node.at(1) - '1');
}

} // namespace

TEST_CASE(
  "a winner that is cut off loses the leadership by its lease before a successor is elected") {
  for (std::uint64_t seed = 640; seed < 648; ++seed) {
    election_cluster c{with_seed(seed)};
    for (std::size_t i = 0; i < 3; ++i)
      c.campaign_on(i, "n" + std::to_string(i + 1), by_seniority());
    REQUIRE(c.comes_to_rule("n1"));
    auto cut = c.nodes.now();
    c.nodes.isolate(0);
    REQUIRE(c.comes_to_rule("n2"));
    INFO("seed " << seed << "\n" << c.told->text());
    auto* lost = c.told->last("n1", "cut_off");
    REQUIRE(lost != nullptr);
    CHECK(lost->at - cut < 2s); // by its own clock: nobody could tell it
    CHECK(lost->at < c.told->last("n2", "elected")->at);
    CHECK(c.told->most_leading == 1);
    c.nodes.heal();
    c.nodes.run_for(8s);
    CHECK(c.rules("n2"));
    CHECK(c.state_of(1, "e").candidates.size() == 3); // n1 campaigns again, as the last to come
    CHECK(c.state_of(1, "e").candidates.back().node == "n1");
  }
}

TEST_CASE("a lease that is won back in time brings the same term back") {
  std::size_t came_back = 0;
  for (std::uint64_t seed = 650; seed < 656; ++seed) {
    election_cluster c{with_seed(seed)};
    c.campaign_on(0, "n1", by_seniority());
    REQUIRE(c.comes_to_rule("n1"));
    auto term = c.told->last_term;
    c.nodes.isolate(0);
    REQUIRE(c.nodes.run_until([&] { return c.told->leads.empty(); }, 3s));
    c.nodes.heal();
    c.nodes.run_for(6s);
    REQUIRE(c.rules("n1"));
    if (c.told->last_term == term && c.told->last("n1", "session_ended") == nullptr) ++came_back;
    CHECK(c.told->most_leading == 1);
  }
  CHECK(came_back > 0);
}

TEST_CASE("a singleton makes way for a heavier node: stopped first, then replaced") {
  auto told = std::make_shared<diary>();
  auto options = with_singleton(660, told, [](std::size_t node) {
    singleton_options of;
    of.policy = election_policy::weight;
    of.take_over = 5s;
    of.weight = static_cast<std::uint32_t>(node);
    return of;
  });
  election_cluster c{options};
  told->now = [&] { return c.nodes.now(); };
  REQUIRE(c.nodes.run_until([&] { return only(*told) == "n3"; }, 30s));
  INFO(told->text());
  CHECK(told->most_leading == 1);
  c.nodes.crash(2);
  told->left("n3", {}, "crashed");
  REQUIRE(c.nodes.run_until([&] { return only(*told) == "n2"; }, 6s));
  auto first = told->last_term;
  c.nodes.start(2); // heavier, but the other has its minimum term
  auto back = c.nodes.now();
  REQUIRE(c.nodes.run_until([&] { return only(*told) == "n3"; }, 15s));
  CHECK(c.nodes.now() - back > 2s);
  CHECK(told->last("n2", "stopped")->at <= told->last("n3", "elected")->at);
  CHECK(told->most_leading == 1);
  CHECK(told->last_term > first);
  c.nodes.run_for(10s);
  CHECK(only(*told) == "n3"); // and stays
}

TEST_CASE("a singleton by votes runs where the members want it") {
  auto told = std::make_shared<diary>();
  auto options = with_singleton(661, told, [](std::size_t) {
    singleton_options of;
    of.policy = election_policy::votes;
    of.voting = 30s;
    of.take_over = 1s;
    return of;
  });
  election_cluster c{options};
  told->now = [&] { return c.nodes.now(); };
  c.nodes.run_for(3s);
  CHECK(told->leads.empty());
  for (auto wanted : {"n2", "n1"}) {
    for (std::size_t i = 0; i < 3; ++i)
      CHECK(c.ask<bool>(i, vote{"s", c.id_of(i, "s", wanted)}).second == caf::error{});
    auto there = c.nodes.run_until([&] { return only(*told) == wanted; }, 8s);
    INFO(told->text());
    CHECK(there);
  }
  CHECK(told->most_leading == 1);
}

TEST_CASE("a node that leaves stops its singleton, then resigns, and no lease is waited for") {
  auto told = std::make_shared<diary>();
  election_cluster c{with_singleton(662, told, [](std::size_t) { return singleton_options{}; })};
  told->now = [&] { return c.nodes.now(); };
  REQUIRE(c.nodes.run_until([&] { return !only(*told).empty(); }, 8s));
  auto old = only(*told);
  auto number = number_of(old);
  c.campaign_on(number, "candidate", by_seniority());
  REQUIRE(c.nodes.run_until([&] { return c.told->leads.size() == 1; }, 3s));
  auto& context = c.nodes.node(number).tree().context();
  context.leaving = true;
  auto left_at = c.nodes.now();
  CHECK(c.ask<bool>(number, drain_all{}).first);
  CHECK(told->last(old, "stopped") != nullptr);
  REQUIRE(c.nodes.run_until([&] { return !only(*told).empty() && only(*told) != old; }, 2s));
  INFO(told->text());
  CHECK(c.nodes.now() - left_at < 1s);
  CHECK(told->most_leading == 1);
  CHECK(c.told->last("candidate", "leaving") != nullptr);
  CHECK(c.peek(number, "e").candidates.empty());
  CHECK(code_of(c.ask<election_state>(number, by_seniority()).second) == errc::stopping);
}

TEST_CASE("a singleton that fails is started again, under the same term") {
  auto told = std::make_shared<diary>();
  auto victim = std::make_shared<caf::actor>();
  auto options = with_seed(663, 1);
  options.on_start = [=](simulated_node& n) {
    n.node().run_singleton("s", [=](caf::event_based_actor* self, const leadership& won) {
      told->took("n1", won.term);
      self->delayed_send(self, 50ms, caf::tick_atom_v);
      return caf::behavior{
        [=](caf::tick_atom) { self->quit(caf::exit_reason::unhandled_exception); }};
    });
  };
  election_cluster c{options};
  told->now = [&] { return c.nodes.now(); };
  c.nodes.run_for(3s);
  INFO(told->text());
  // Behind pauses of 100, 200, 400, 800 ms.
  CHECK(told->lines.size() >= 4);
  CHECK(told->lines.size() <= 7);
  CHECK(told->lines.front().term == told->lines.back().term);
}

TEST_CASE("under crashes and cuts no two singletons run on nodes with a lease") {
  loaded_cluster cluster{with_seed(664)};
  auto& nodes = cluster.nodes;
  nodes.start_all();
  REQUIRE(cluster.progresses(8s));
  for (int round = 0; round < 6; ++round) {
    auto node = static_cast<std::size_t>(round) % 3;
    if (round < 3) {
      nodes.crash(node);
      nodes.run_for(3s);
      nodes.start(node);
    } else {
      nodes.isolate(node);
      nodes.run_for(3s);
      nodes.heal();
    }
    CHECK(cluster.progresses(8s));
  }
  CHECK(cluster.seen().report() == "");
}

// SPDX-License-Identifier: BSD-3-Clause
// A message whose time is over is not given to its entity, however it came there and however long
// it waited, and whoever asked hears of it in the framework's own words.
#include "../../simulation/cluster/cluster_fixture.hpp"

#include <ringleader/contract/ask.hpp>

#include <caf/typed_response_promise.hpp>

#include <set>

using namespace cluster_test;

namespace {

using bell = caf::typed_actor<caf::replies_to<caf::tick_atom>::with<caf::ok_atom>,
                              caf::reacts_to<caf::ok_atom>>;

struct bell_state {
  caf::typed_response_promise<caf::ok_atom> waiting;
};

/// Answers after a while.
bell::behavior_type ring_later(bell::stateful_pointer<bell_state> self) {
  return {[=](caf::tick_atom) -> caf::result<caf::ok_atom> {
            self->state.waiting = self->make_response_promise<caf::ok_atom>();
            self->delayed_send(self, 200ms, caf::ok_atom_v);
            return self->state.waiting;
          },
          [=](caf::ok_atom) { self->state.waiting.deliver(caf::ok_atom_v); }};
}

struct seen_of_key {
  std::string owner;
  std::set<std::uint64_t> delivered; // by number of the request
  instant last_delivery{};
  std::size_t answered = 0;
  std::size_t late = 0;
  std::size_t unknown = 0;
  std::size_t other = 0;
};

using seen_of_keys = std::map<std::string, seen_of_key>;

/// An entity that needs 200 ms for each message and takes none meanwhile.
void host_slow(simulated_node& n, const cluster_simulation* const* world, seen_of_keys* seen) {
  n.node().host(
    entity_type<tally>{"slow"},
    [=](tally::pointer self, const activation& who) -> tally::behavior_type {
      auto wait = self->spawn(ring_later);
      return {[=](std::uint64_t id) {
        auto& mine = (*seen)[who.key];
        mine.owner = who.node;
        mine.delivered.insert(id);
        mine.last_delivery = (*world)->now();
        auto answer = self->make_response_promise<std::uint64_t>();
        self->request(wait, caf::infinite, caf::tick_atom_v).await([=](caf::ok_atom) mutable {
          answer.deliver(id);
        });
        return answer;
      }};
    });
}

caf::behavior ask_twenty(caf::event_based_actor* self, const routed<tally>& target,
                         const std::string& key, seen_of_key* seen) {
  for (std::uint64_t id = 0; id < 20; ++id)
    ask(self, target, key, 1s, std::uint64_t{id})
      .then([=](std::uint64_t) { ++seen->answered; },
            [=](const caf::error& err) {
              auto code = code_of(err);
              ++(code == errc::expired_before_send ? seen->late
                 : code == errc::outcome_unknown   ? seen->unknown
                                                   : seen->other);
            });
  return {[](caf::tick_atom) {}};
}

} // namespace

TEST_CASE("a message whose time is over is not delivered, near or far") {
  seen_of_keys seen;
  const cluster_simulation* world = nullptr;
  auto options = with_seed(611);
  options.on_start = [&](simulated_node& n) { host_slow(n, &world, &seen); };
  loaded_cluster cluster{options};
  auto& nodes = cluster.nodes;
  world = &nodes;
  nodes.start_all();
  REQUIRE(cluster.progresses(8s));
  nodes.run_for(8s); // balanced
  std::set<std::string> owners;
  for (std::string key : {"a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l"}) {
    auto& mine = seen[key];
    auto begun = nodes.now();
    nodes.at(0).spawn(ask_twenty, nodes.node(0).route(entity_type<tally>{"slow"}).handle(), key,
                      &mine);
    auto all = [&] { return mine.answered + mine.late + mine.unknown + mine.other == 20; };
    REQUIRE(nodes.run_until(all, 2s));
    nodes.run_for(6s);
    INFO("key " << key << " at " << mine.owner << ": " << mine.delivered.size() << " delivered, "
                << mine.answered << " answered, " << mine.late << " late, " << mine.unknown
                << " unknown, " << mine.other << " other");
    CHECK(mine.delivered.size() >= 4);
    CHECK(mine.delivered.size() <= 6);
    CHECK(mine.last_delivery - begun < 1100ms);
    CHECK(mine.answered <= mine.delivered.size());
    CHECK(mine.other == 0);
    // Of its own node's entities an asker always knows that nothing happened.
    if (mine.owner == nodes.node(0).name()) CHECK(mine.late == 20 - mine.delivered.size());
    owners.insert(mine.owner);
  }
  CHECK(owners.count(nodes.node(0).name()) == 1);
  CHECK(owners.size() > 1);
}

TEST_CASE("who asks for ever is answered as soon as there is an answer") {
  std::size_t answered = 0;
  auto options = with_seed(612);
  loaded_cluster cluster{options};
  auto& nodes = cluster.nodes;
  nodes.start_all();
  REQUIRE(cluster.progresses(8s));
  for (auto timeout : {duration::max(), duration::max() - 1s, duration{std::chrono::hours{90'000}}})
    for (std::uint64_t i = 0; i < 6; ++i) {
      routed<tally> target = nodes.node(0).route(entity_type<tally>{"tally"});
      nodes.at(0).spawn([=, &answered](caf::event_based_actor* self) -> caf::behavior {
        ask(self, target, "key " + std::to_string(i), timeout, 1'000'000'000 + i)
          .then([&](std::uint64_t) { ++answered; }, [](const caf::error&) {});
        return {[](caf::tick_atom) {}};
      });
    }
  CHECK(nodes.run_until([&] { return answered == 18; }, 5s));
}

// SPDX-License-Identifier: BSD-3-Clause
// Who waits without a deadline of its own must be answered all the same, also when the actor that
// has the request dies.
#include "../../simulation/cluster/cluster_fixture.hpp"

#include <caf/send.hpp>

using namespace cluster_test;

namespace {

struct answers {
  std::size_t asked = 0;
  std::size_t answered = 0;
};

/// Sends requests to the type "tally" without a deadline.
caf::behavior patient(caf::event_based_actor* self, const routed<tally>& target, answers* seen) {
  self->delayed_send(self, 5ms, caf::tick_atom_v);
  return {[=](caf::tick_atom) {
    self->delayed_send(self, 5ms, caf::tick_atom_v);
    if (seen->asked >= 400) return;
    auto key = "key " + std::to_string(seen->asked % 60);
    // Numbers that the workload does not use, so that its history takes them for requests too.
    auto id = 1'000'000'000 + 1000 * self->id() + seen->asked;
    ++seen->asked;
    self->request(target, caf::infinite, entity_key{key}, std::uint64_t{id})
      .then([=](std::uint64_t) { ++seen->answered; }, [=](const caf::error&) { ++seen->answered; });
  }};
}

} // namespace

TEST_CASE("a request without a deadline is answered although the actor that has it dies") {
  for (auto who : {child::transport, child::control_log, child::partitions, child::entities}) {
    answers seen;
    auto options = with_seed(500 + static_cast<std::uint64_t>(who));
    options.on_start = [&](simulated_node& n) {
      if (n.number() == 0)
        n.spawn(patient, n.node().route(entity_type<tally>{"tally"}).handle(), &seen);
    };
    loaded_cluster cluster{options};
    auto& nodes = cluster.nodes;
    nodes.start_all();
    REQUIRE(cluster.progresses(8s));
    REQUIRE(nodes.run_until([&] { return seen.asked > 100; }, 5s));
    for (std::size_t i = 0; i < 3; ++i)
      if (auto handle = nodes.node(i).tree().context().book.get(who))
        caf::anon_send_exit(handle, caf::exit_reason::kill);
    auto all = nodes.run_until([&] { return seen.asked == 400 && seen.answered == 400; }, 20s);
    INFO(to_string(who) << ": " << seen.answered << " of " << seen.asked << " answered");
    CHECK(all);
    CHECK(cluster.progresses(6s));
    CHECK(cluster.seen().report() == "");
  }
}

// SPDX-License-Identifier: BSD-3-Clause
// Links between nodes that fail in every way a relay can make them fail, while clerks work.
#include "support/answers.hpp"
#include "support/busy_cluster.hpp"
#include "support/relay.hpp"

#include <catch2/catch.hpp>

using namespace ringleader;
using namespace std::chrono_literals;

namespace {

enum class direction { both, out, in };

void treat(relay& wires, const std::string& node, const std::set<std::string>& others,
           direction which, relay::treatment how) {
  for (auto& other : others) {
    if (which != direction::in) wires.set(node, other, how);
    if (which != direction::out) wires.set(other, node, how);
  }
}

/// The control leader loses its links in that way; the others go on, and all of them after.
void lose_links_of_the_leader(direction which, relay::treatment how) {
  relay wires;
  busy_cluster busy{through(wires)};
  for (int i = 0; i < rounds_of(1); ++i) {
    auto lonely = busy.leader();
    busy.fault_begins(lonely);
    treat(wires, lonely, busy.running(), which, how);
    REQUIRE(busy.goes_on_without(lonely, 15s));
    wires.heal();
    busy.fault_ends(lonely);
    REQUIRE(busy.goes_on(20s));
  }
  busy.judge();
}

} // namespace

TEST_CASE("a control leader cut off both ways: the others go on, and it comes back", "[cut]") {
  lose_links_of_the_leader(direction::both, relay::cut());
}

TEST_CASE("a control leader in a black hole: the others go on, and what comes late does no harm",
          "[hole]") {
  lose_links_of_the_leader(direction::both, relay::hole());
}

TEST_CASE("a control leader that hears nobody gives way to one that is heard", "[one_way_in]") {
  lose_links_of_the_leader(direction::in, relay::hole());
}

TEST_CASE("a control leader that nobody hears gives way to one that is heard", "[one_way_out]") {
  lose_links_of_the_leader(direction::out, relay::hole());
}

TEST_CASE("slow links make everything slow and nothing wrong", "[slow]") {
  relay wires;
  busy_cluster busy{through(wires)};
  for (auto one : {"a", "b", "c"})
    for (auto other : {"a", "b", "c"}) wires.set(one, other, relay::slow(40ms));
  REQUIRE(busy.goes_on(15s));
  auto start = wall_clock::now(); // a grant takes there and back at least once
  REQUIRE(token_of(busy["a"].ask("lock slowly 0 0")) > 0);
  CHECK(wall_clock::now() - start >= 80ms);
  wires.heal();
  REQUIRE(busy.goes_on(10s));
  busy.judge();
}

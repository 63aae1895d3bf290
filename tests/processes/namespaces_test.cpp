// SPDX-License-Identifier: BSD-3-Clause
// The network of each node in the hands of the test, where the machine allows it.
#include "support/busy_cluster.hpp"
#include "support/namespaces.hpp"

#include <catch2/catch.hpp>

using namespace ringleader;
using namespace std::chrono_literals;

TEST_CASE("a control leader whose cable is pulled, and one that only hears: the others go on",
          "[namespaces]") {
  if (auto why = namespaces::why_not()) {
    WARN("skipped: " << *why);
    return;
  }
  namespaces wires;
  busy_cluster busy{inside(wires)};

  auto lonely = busy.leader();
  busy.fault_begins(lonely);
  wires.unplug(lonely);
  REQUIRE(busy.goes_on_without(lonely, 15s));
  wires.plug(lonely);
  busy.fault_ends(lonely);
  REQUIRE(busy.goes_on(20s));

  auto mute = busy.leader();
  busy.fault_begins(mute);
  auto others = busy.running();
  for (auto& other : others) wires.silence(mute, other);
  REQUIRE(busy.goes_on_without(mute, 15s));
  for (auto& other : others) wires.heal(mute, other);
  busy.fault_ends(mute);
  REQUIRE(busy.goes_on(20s));
  busy.judge();
}

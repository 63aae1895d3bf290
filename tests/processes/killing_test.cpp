// SPDX-License-Identifier: BSD-3-Clause
// Processes that die or stand still while clerks work: what was acknowledged stands.
#include "support/busy_cluster.hpp"

#include <catch2/catch.hpp>

#include <csignal>
#include <thread>

using namespace ringleader;
using namespace std::chrono_literals;

TEST_CASE("the control leader killed again and again under load: nothing is lost or doubled",
          "[kill_leader]") {
  busy_cluster busy;
  for (int i = 0; i < rounds_of(3); ++i) {
    auto victim = busy.leader();
    busy.kill(victim);
    INFO("round " << i << ", " << victim);
    REQUIRE(busy.goes_on(8s));
    busy.start(victim);
    REQUIRE(busy.goes_on(15s));
  }
  busy.judge();
}

TEST_CASE("a follower killed again and again under load disturbs nobody's acknowledged work",
          "[kill_follower]") {
  busy_cluster busy;
  for (int i = 0; i < rounds_of(3); ++i) {
    auto victim = busy.follower();
    busy.kill(victim);
    INFO("round " << i << ", " << victim);
    REQUIRE(busy.goes_on(8s));
    busy.start(victim);
    REQUIRE(busy.goes_on(15s));
  }
  busy.judge();
}

TEST_CASE("a leader that stands still past its term, and past its session, does no harm after",
          "[freeze]") {
  busy_cluster busy;
  for (auto how_long : {1500ms, 6000ms}) { // twice T, and TTL with margin
    auto sleeper = busy.leader();
    busy.freeze(sleeper);
    std::this_thread::sleep_for(how_long);
    busy.thaw(sleeper);
    INFO("stopped for " << how_long.count() << " ms");
    REQUIRE(busy.goes_on(15s));
  }
  busy.judge();
}

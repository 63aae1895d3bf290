// SPDX-License-Identifier: BSD-3-Clause
// A cluster on disks that take longer for a sync than a follower waits for a leader.
#include "support/answers.hpp"
#include "support/cluster.hpp"

#include <catch2/catch.hpp>

#include <cstdlib>

using namespace ringleader;
using namespace std::chrono_literals;

namespace {

/// What is started while it lives has such disks.
struct slow_syncs {
  explicit slow_syncs(const char* ms) {
    ::setenv("LD_PRELOAD", RINGLEADER_SLOW_SYNC, 1);
    ::setenv("RINGLEADER_SLOW_SYNC_MS", ms, 1);
  }
  ~slow_syncs() {
    ::unsetenv("LD_PRELOAD");
    ::unsetenv("RINGLEADER_SLOW_SYNC_MS");
  }
};

} // namespace

TEST_CASE("a cluster whose disks sync slower than the election timeout starts and fails over",
          "[slow_sync]") {
  slow_syncs disks{"1000"}; // 2.5 times the election timeout of these nodes
  cluster all{3};
  all.start_all();
  REQUIRE(all.settled({"a", "b", "c"}, 90s));
  auto leader = *all.leader({"a", "b", "c"});
  std::set<std::string> rest{"a", "b", "c"};
  rest.erase(leader);
  all[leader].process().kill_now();
  REQUIRE(all.settled(rest, 60s));
  CHECK(begins(all[*rest.begin()].ask("ask " + key(1) + " 1"), "value "));
}

// SPDX-License-Identifier: BSD-3-Clause
#include <ringleader/locks/lock_lease.hpp>
#include <ringleader/locks/lock_limits.hpp>

#include <catch2/catch.hpp>

using namespace ringleader;
using namespace std::chrono_literals;

namespace {

lock_lease usual() { return lock_lease{2s, 100ms}; } // 5 %

} // namespace

TEST_CASE("a holder counts from before the registry stamped its command, and a share less") {
  instant asked{10s};
  registry_time at{70s};
  auto end = usual().end(asked, at, at + 30s);
  CHECK(end < asked + 28500ms);
  CHECK(end > asked + 28499ms);
}

TEST_CASE("a clock that is slower than the leader's by less than the share still ends in time") {
  for (auto lease : {1ms, 20ms, 3000ms, 86'400'000ms}) {
    auto by_holder = usual().trusted(lease);
    // The leader's clock ran four parts in a hundred faster meanwhile.
    CHECK(by_holder + by_holder / 100 * 4 < lease);
  }
}

TEST_CASE("the longest lease does not overflow, and the shortest is none") {
  CHECK(usual().trusted(lock_lease_longest) > lock_lease_longest / 100 * 94);
  CHECK(usual().trusted(lock_lease_longest) < lock_lease_longest / 100 * 96);
  CHECK(lock_lease{60s, 5s}.trusted(lock_lease_longest) < lock_lease_longest);
  CHECK(usual().trusted(1ns) == 0ns);
  CHECK(usual().trusted(-5s) == 0ns);
}

TEST_CASE("a lease that was over before it was known ends in the past") {
  instant asked{10s};
  CHECK(usual().end(asked, registry_time{5s}, registry_time{5s}) == asked);
}

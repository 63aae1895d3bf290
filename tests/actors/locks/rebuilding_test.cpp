// SPDX-License-Identifier: BSD-3-Clause
// Locks while built-in actors die: holders keep what they hold, what nobody heard of is taken back,
// and asking again is safe.
#include "lock_fixture.hpp"

using namespace lock_test;

TEST_CASE("a holder keeps its locks and their leases when the lock manager is rebuilt") {
  lock_cluster cluster{60};
  auto alice = cluster.on(1), bob = cluster.on(2);
  auto leased = cluster.takes(alice, fenced("leased", 5s));
  auto granted_at = cluster.nodes.now();
  auto endless = cluster.takes(alice, fenced("endless"));
  auto mortal = cluster.on(1);
  cluster.takes(mortal, fenced("mortal"));
  cluster.kill(1, child::locks);
  cluster.nodes.run_for(500ms);
  CHECK(alice.was().lost.empty());
  auto again = fenced("endless");
  again.reentrant = true; // the same owner as before
  CHECK(cluster.takes(alice, again).token == endless.token);
  mortal.is_killed();
  cluster.takes(bob, fenced("mortal"));
  bob.acquires(fenced("leased", {}, 30s));
  REQUIRE(cluster.until([&] { return bob.was().grants.size() == 2; }));
  REQUIRE(alice.was().lost.size() == 1);
  CHECK(alice.was().lost[0].what.grant.token == leased.token);
  CHECK(alice.was().lost[0].at < bob.was().grants[1].at);
  CHECK(alice.was().lost[0].at - granted_at > 4500ms);
  alice.extends(endless, 3s);
  REQUIRE(cluster.until([&] { return !alice.was().errors.empty(); }));
  CHECK(alice.was().last_error() == errc::refused); // known, and without a lease
}

TEST_CASE("no lock is lost when all that keeps it is rebuilt at once") {
  for (std::uint64_t seed = 61; seed < 65; ++seed) {
    INFO("seed " << seed);
    lock_cluster cluster{seed};
    auto leader = cluster.nodes.control_leader(); // an election might last longer than the lease
    REQUIRE(leader);
    auto victim = (*leader + 1) % 3;
    auto alice = cluster.on(victim), bob = cluster.on(*leader);
    auto kept = cluster.takes(alice, fenced("payroll"));
    for (auto who : {child::control_log, child::members, child::locks}) cluster.kill(victim, who);
    cluster.nodes.run_for(6s);
    CHECK(alice.was().lost.empty());
    bob.acquires(fenced("payroll"));
    cluster.nodes.run_for(500ms);
    CHECK(bob.was().grants.empty());
    alice.releases(kept);
    REQUIRE(cluster.until([&] { return !alice.was().releases.empty(); }));
    CHECK(alice.was().releases[0].what);
    CHECK(cluster.until([&] { return !bob.was().grants.empty(); }));
  }
}

namespace {

/// Asks, kills that actor of its node after `pause`, and asks again until there is a grant.
void ask_again_until_granted(lock_cluster& cluster, person& alice, child victim, duration pause,
                             duration wait) {
  alice.acquires(fenced("payroll", {}, wait));
  cluster.nodes.run_for(pause);
  cluster.kill(1, victim);
  for (int times = 0; times < 200 && alice.was().grants.empty(); ++times) {
    auto errors = alice.was().errors.size();
    REQUIRE(cluster.until(
      [&] { return !alice.was().grants.empty() || alice.was().errors.size() > errors; }, 30s));
    if (!alice.was().grants.empty()) break;
    INFO(to_text(alice.was().errors.back().what));
    REQUIRE(alice.was().last_error() != errc::deadlock);
    cluster.nodes.run_for(20ms); // or all are answered before the victim is rebuilt
    alice.acquires(fenced("payroll", {}, wait));
  }
  REQUIRE(alice.was().grants.size() == 1);
}

} // namespace

TEST_CASE("asking again after an unknown outcome never waits for the asker's own lost grant") {
  std::size_t unknown = 0;
  for (std::uint64_t seed = 70; seed < 78; ++seed)
    for (auto victim : {child::control_log, child::locks}) {
      INFO("seed " << seed << ", " << to_string(victim) << " dies");
      lock_cluster cluster{seed};
      auto alice = cluster.on(1), bob = cluster.on(2);
      ask_again_until_granted(cluster, alice, victim, std::chrono::microseconds{500} * (seed - 69),
                              10s);
      for (auto& err : alice.was().errors) unknown += may_have_happened(err.what) ? 1 : 0;
      cluster.nodes.run_for(100ms); // or a lock manager that is about to die takes the release
      alice.releases(alice.was().grants[0].what);
      cluster.takes(bob, fenced("payroll"));
    }
  CHECK(unknown > 0); // or nothing was tested
}

TEST_CASE("what a dead lock manager queued for gives its place back") {
  for (std::uint64_t seed = 80; seed < 84; ++seed) {
    INFO("seed " << seed);
    lock_cluster cluster{seed};
    auto alice = cluster.on(1), bob = cluster.on(2), carol = cluster.on(0);
    auto held = cluster.takes(bob, fenced("payroll"));
    alice.acquires(fenced("payroll", {}, wait_forever));
    cluster.nodes.run_for(500ms);
    cluster.kill(1, child::locks);
    REQUIRE(cluster.until([&] { return !alice.was().errors.empty(); }));
    CHECK(alice.was().last_error() == errc::outcome_unknown);
    REQUIRE(cluster.until([&] { return cluster.at(1).book.get(child::locks) != nullptr; }));
    alice.acquires(fenced("payroll", {}, wait_forever)); // behind itself, if that is not taken back
    cluster.nodes.run_for(2s);
    CHECK(alice.was().errors.size() == 1);
    carol.inspects("payroll");
    REQUIRE(cluster.until([&] { return !carol.was().states.empty(); }));
    CHECK(carol.was().states[0].what.waiters.size() == 1);
    bob.releases(held);
    REQUIRE(cluster.until([&] { return !alice.was().grants.empty(); }));
  }
}

TEST_CASE("a cut in which nobody answers ends in no_quorum or unknown, and in no lost lock") {
  lock_cluster cluster{90};
  auto alice = cluster.on(1), bob = cluster.on(2);
  cluster.nodes.isolate(1);
  alice.acquires(fenced("payroll", {}, 3s)).acquires(fenced("stock", {}, 0s));
  REQUIRE(cluster.until([&] { return alice.was().errors.size() == 2; }, 10s));
  cluster.nodes.heal();
  REQUIRE(cluster.until([&] { return cluster.all_up(); }));
  cluster.takes(bob, fenced("payroll", {}, 5s));
  cluster.takes(bob, fenced("stock", {}, 5s));
}

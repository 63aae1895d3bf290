// SPDX-License-Identifier: BSD-3-Clause
// What the lock manager of each node promises, on a simulated cluster.
#include "lock_fixture.hpp"

#include <ringleader/actors/control_log/control_log.hpp>

using namespace lock_test;

TEST_CASE("a release grants to the next of another node, under a larger token") {
  lock_cluster cluster{1};
  auto alice = cluster.on(0), bob = cluster.on(1), carol = cluster.on(2);
  auto first = cluster.takes(alice, fenced("payroll"));
  CHECK(first.names == std::vector<std::string>{"payroll"});
  CHECK(first.lease == duration::zero());
  bob.acquires(fenced("payroll"));
  cluster.nodes.run_for(500ms);
  carol.acquires(fenced("payroll")).acquires(fenced("payroll", {}, 0s));
  REQUIRE(cluster.until([&] { return carol.was().errors.size() == 1; }));
  CHECK(carol.was().last_error() == errc::lock_busy); // it only tried
  CHECK(bob.was().grants.empty());
  alice.releases(first);
  REQUIRE(cluster.until([&] { return !bob.was().grants.empty(); }));
  auto second = bob.was().grants[0].what;
  CHECK(second.token > first.token);
  CHECK(carol.was().grants.empty());
  bob.releases(second);
  REQUIRE(cluster.until([&] { return !carol.was().grants.empty(); }));
  CHECK(carol.was().grants[0].what.token > second.token);
  REQUIRE(alice.was().releases.size() == 1);
  CHECK(alice.was().releases[0].what);
  alice.releases(first); // once more, and somebody else's
  alice.releases(carol.was().grants[0].what);
  REQUIRE(cluster.until([&] { return alice.was().releases.size() == 3; }));
  CHECK_FALSE(alice.was().releases[1].what);
  CHECK_FALSE(alice.was().releases[2].what);
}

TEST_CASE("a wait that is over is answered in time, and leaves no trace in the queue") {
  lock_cluster cluster{2};
  auto alice = cluster.on(0), bob = cluster.on(1);
  auto first = cluster.takes(alice, fenced("payroll"));
  auto asked = cluster.nodes.now();
  bob.acquires(fenced("payroll", {}, 2s));
  REQUIRE(cluster.until([&] { return !bob.was().errors.empty(); }));
  CHECK(bob.was().last_error() == errc::lock_busy);
  CHECK(bob.was().errors[0].at - asked >= 1900ms);
  CHECK(bob.was().errors[0].at - asked <= 3100ms);
  bob.inspects("payroll");
  REQUIRE(cluster.until([&] { return !bob.was().states.empty(); }));
  CHECK(bob.was().states[0].what.waiters.empty());
  bob.acquires(fenced("payroll", {}, wait_forever));
  cluster.nodes.run_for(40s); // longer than any patience on the way
  CHECK(bob.was().errors.size() == 1);
  alice.releases(first);
  CHECK(cluster.until([&] { return bob.was().grants.size() == 1; }));
}

TEST_CASE("a holder that is cut off is told before anybody else is granted its lock") {
  for (std::uint64_t seed = 10; seed < 14; ++seed) {
    // Clocks may differ by four parts in a hundred, as the margin allows.
    lock_cluster cluster{seed, 3, 20'000};
    auto leader = cluster.nodes.control_leader();
    REQUIRE(leader);
    for (std::size_t victim = 0; victim < 3; ++victim) {
      INFO("seed " << seed << ", n" << victim + 1 << (victim == *leader ? ", the leader" : ""));
      auto name = "lock " + std::to_string(victim);
      auto holder = cluster.on(victim), waiter = cluster.on((victim + 1) % 3);
      cluster.takes(holder, fenced(name));
      waiter.acquires(fenced(name, {}, 30s));
      cluster.nodes.run_for(500ms);
      cluster.nodes.isolate(victim);
      REQUIRE(cluster.until([&] { return !waiter.was().grants.empty(); }, 30s));
      REQUIRE(holder.was().lost.size() == 1);
      CHECK(holder.was().lost[0].at < waiter.was().grants[0].at);
      CHECK(holder.was().lost[0].what.why == lock_loss::cut_off);
      cluster.nodes.heal();
      REQUIRE(cluster.until([&] { return cluster.all_up(); }, 30s));
      CHECK(holder.was().lost.size() == 1);
    }
  }
}

TEST_CASE(
  "a short cut costs no lock; one that is longer than the lease does, although none asked") {
  lock_cluster cluster{20};
  auto alice = cluster.on(1), bob = cluster.on(2);
  auto kept = cluster.takes(alice, fenced("payroll"));
  cluster.nodes.isolate(1);
  cluster.nodes.run_for(300ms);
  cluster.nodes.heal();
  cluster.nodes.run_for(5s);
  CHECK(alice.was().lost.empty());
  CHECK(cluster.at(1).lease.valid(*cluster.at(1).ports.clock));
  // The lease of the node runs out, but its session is renewed before the cluster ends it.
  auto session = cluster.at(1).lease.session();
  cluster.nodes.isolate(1);
  REQUIRE(cluster.until([&] { return !alice.was().lost.empty(); }));
  cluster.nodes.heal();
  REQUIRE(cluster.until([&] { return cluster.all_up(); }));
  auto second = cluster.takes(bob, fenced("payroll", {}, 30s));
  CHECK(second.token > kept.token);
  INFO("session " << session.value << " then " << cluster.at(1).lease.session().value);
  CHECK(alice.was().lost.size() == 1);
  alice.releases(kept);
  REQUIRE(cluster.until([&] { return !alice.was().releases.empty(); }));
  CHECK_FALSE(alice.was().releases[0].what);
}

TEST_CASE("what no resource fences is withheld for the lock-delay after a loss") {
  lock_cluster cluster{21};
  auto alice = cluster.on(0), bob = cluster.on(1);
  cluster.takes(alice, {"payroll"});
  auto killed_at = cluster.nodes.now();
  alice.is_killed();
  bob.acquires({"payroll", {}, 60s});
  REQUIRE(cluster.until([&] { return !bob.was().grants.empty(); }, 60s));
  CHECK(bob.was().grants[0].at - killed_at >= 14800ms);
  CHECK(bob.was().grants[0].at - killed_at < 17s);
}

TEST_CASE("the death of an actor hands over at once: orderly, or where tokens are compared") {
  lock_cluster cluster{22};
  auto alice = cluster.on(0), bob = cluster.on(0), carol = cluster.on(1);
  cluster.takes(alice, {"payroll"});
  auto other = cluster.takes(bob, fenced("stock"));
  cluster.takes(bob, fenced("shelf"));
  alice.goes();
  cluster.takes(carol, {"payroll", {}, 5s});
  // The end of one of its locks must not make the lock manager deaf to the end of the actor.
  bob.releases(other);
  REQUIRE(cluster.until([&] { return !bob.was().releases.empty(); }));
  bob.is_killed();
  cluster.takes(carol, fenced("shelf", {}, 5s));
}

TEST_CASE("the end of a lease is told before the cluster grants anew, and not much before") {
  for (std::uint64_t seed = 30; seed < 36; ++seed) {
    INFO("seed " << seed);
    lock_cluster cluster{seed, 3, 20'000};
    auto alice = cluster.on(seed % 3), bob = cluster.on((seed + 1) % 3);
    auto grant = cluster.takes(alice, fenced("payroll", 4s));
    auto granted_at = alice.was().grants[0].at;
    CHECK(grant.lease <= 4s);
    CHECK(grant.lease > 3500ms);
    bob.acquires(fenced("payroll", 4s, 30s));
    REQUIRE(cluster.until([&] { return !bob.was().grants.empty(); }, 30s));
    REQUIRE(alice.was().lost.size() == 1);
    CHECK(alice.was().lost[0].what.why == lock_loss::lease_over);
    CHECK(alice.was().lost[0].what.grant.token == grant.token);
    CHECK(alice.was().lost[0].at < bob.was().grants[0].at);
    CHECK(alice.was().lost[0].at - granted_at > 3500ms);
    CHECK(bob.was().grants[0].at - granted_at < 4300ms);
  }
}

TEST_CASE("a lease that was waited for for long is measured anew") {
  lock_cluster cluster{40};
  auto alice = cluster.on(0), bob = cluster.on(1);
  auto held = cluster.takes(alice, fenced("payroll"));
  bob.acquires(fenced("payroll", 2s, wait_forever));
  cluster.nodes.run_for(120s); // five parts in a hundred of that are three leases
  alice.releases(held);
  REQUIRE(cluster.until([&] { return !bob.was().grants.empty(); }));
  CHECK(bob.was().errors.empty());
  CHECK(bob.was().grants[0].what.lease > 1700ms);
  auto granted_at = bob.was().grants[0].at;
  REQUIRE(cluster.until([&] { return !bob.was().lost.empty(); }));
  CHECK(bob.was().lost[0].at - granted_at > 1700ms);
  CHECK(bob.was().lost[0].at - granted_at < 2s);
}

TEST_CASE("an extended lease ends later, and one that is cut short earlier") {
  lock_cluster cluster{41};
  auto alice = cluster.on(1);
  auto grant = cluster.takes(alice, fenced("payroll", 2s));
  auto granted_at = alice.was().grants[0].at;
  cluster.nodes.run_for(1s);
  alice.extends(grant, 4s);
  REQUIRE(cluster.until([&] { return alice.was().extensions.size() == 1; }));
  CHECK(alice.was().extensions[0].what.token == grant.token);
  CHECK(alice.was().extensions[0].what.lease > 3500ms);
  cluster.nodes.run_for(3s);
  CHECK(alice.was().lost.empty());
  alice.extends(grant, 500ms);
  REQUIRE(cluster.until([&] { return !alice.was().lost.empty(); }, 600ms));
  CHECK(alice.was().lost[0].at - granted_at < 5s);
  alice.extends(grant, 4s);
  REQUIRE(cluster.until([&] { return alice.was().errors.size() == 1; }));
  auto lost = alice.was().last_error();
  CHECK((lost == errc::lease_lost || lost == errc::not_holder));
  auto endless = cluster.takes(alice, fenced("payroll"));
  alice.extends(endless, 4s);
  REQUIRE(cluster.until([&] { return alice.was().errors.size() == 2; }));
  CHECK(alice.was().last_error() == errc::refused);
}

TEST_CASE("several names are granted together under one token, or not at all") {
  lock_cluster cluster{50};
  auto alice = cluster.on(0), bob = cluster.on(1), carol = cluster.on(2);
  auto ledger = cluster.takes(alice, fenced("ledger"));
  bob.acquires(fenced({exclusive("ledger"), shared("rates"), permits("printers", 3, 4)}));
  cluster.nodes.run_for(500ms);
  CHECK(bob.was().grants.empty());
  alice.releases(ledger);
  REQUIRE(cluster.until([&] { return !bob.was().grants.empty(); }));
  auto all = bob.was().grants[0].what;
  CHECK(all.names == std::vector<std::string>{"ledger", "printers", "rates"});
  cluster.takes(carol, fenced(shared("rates")));
  cluster.takes(carol, fenced(permits("printers", 1, 4)));
  carol.acquires(fenced(permits("printers", 1, 4), {}, 0s));
  carol.acquires(fenced(permits("printers", 1, 5), {}, 0s));
  REQUIRE(cluster.until([&] { return carol.was().errors.size() == 2; }));
  CHECK(code_of(carol.was().errors[0].what) == errc::lock_busy);
  CHECK(code_of(carol.was().errors[1].what) == errc::refused);
  bob.releases(all);
  cluster.takes(carol, fenced({exclusive("ledger"), permits("printers", 3, 4)}));
}

TEST_CASE("a deadlock is answered with the cycle, by the names of the nodes, and holds up nobody") {
  lock_cluster cluster{51};
  auto alice = cluster.on(0), bob = cluster.on(1);
  auto a = cluster.takes(alice, fenced("a"));
  auto b = cluster.takes(bob, fenced("b"));
  alice.acquires(fenced("b", {}, wait_forever));
  cluster.nodes.run_for(500ms);
  bob.acquires(fenced("a", {}, wait_forever));
  REQUIRE(cluster.until([&] { return !bob.was().errors.empty(); }));
  CHECK(bob.was().last_error() == errc::deadlock);
  auto why = message_of(bob.was().errors[0].what);
  INFO(why);
  CHECK(why.find("n2 (actor ") == 0);
  CHECK(why.find("waits for 'a' held by n1 (actor ") != std::string::npos);
  CHECK(why.find("waits for 'b' held by n2 (actor ") != std::string::npos);
  CHECK_FALSE(may_have_happened(bob.was().errors[0].what));
  bob.releases(b);
  REQUIRE(cluster.until([&] { return alice.was().grants.size() == 2; }));
  alice.acquires(fenced("a")); // it would wait for itself
  REQUIRE(cluster.until([&] { return !alice.was().errors.empty(); }));
  CHECK(alice.was().last_error() == errc::deadlock);
  auto other_work = fenced("a", {}, 1s);
  other_work.owner = 7;
  alice.acquires(other_work);
  REQUIRE(cluster.until([&] { return alice.was().errors.size() == 2; }));
  CHECK(alice.was().last_error() == errc::lock_busy);
}

TEST_CASE("an owner joins its own grant, and frees it with the last release") {
  lock_cluster cluster{52};
  auto alice = cluster.on(0), bob = cluster.on(1);
  auto outer = cluster.takes(alice, fenced("a", 3s));
  auto again = fenced("a", 60s);
  again.reentrant = true;
  auto inner = cluster.takes(alice, again);
  CHECK(inner.token == outer.token);
  CHECK(inner.claim != outer.claim);
  CHECK(inner.lease <= 3s); // that of the grant
  alice.releases(inner);
  REQUIRE(cluster.until([&] { return alice.was().releases.size() == 1; }));
  bob.acquires(fenced("a", {}, 0s));
  REQUIRE(cluster.until([&] { return !bob.was().errors.empty(); }));
  CHECK(bob.was().last_error() == errc::lock_busy);
  auto innermost = cluster.takes(alice, again);
  alice.extends(outer, 6s);
  cluster.nodes.run_for(4s);
  CHECK(alice.was().lost.empty());
  REQUIRE(cluster.until([&] { return alice.was().lost.size() == 2; }));
  CHECK(alice.was().lost[0].what.grant.token == innermost.token);
  cluster.takes(bob, fenced("a"));
}

TEST_CASE("an operator takes a lock away, and its holder is told the reason") {
  lock_cluster cluster{53};
  auto alice = cluster.on(0), bob = cluster.on(1);
  auto grant = cluster.takes(alice, fenced("payroll"));
  bob.acquires(fenced("payroll"));
  cluster.nodes.run_for(500ms);
  caf::anon_send(cluster.at(2).book.get(child::control_log),
                 propose{registry::force_lock{"payroll", grant.token, "it hangs"}});
  REQUIRE(cluster.until([&] { return !bob.was().grants.empty(); }));
  REQUIRE(cluster.until([&] { return alice.was().lost.size() == 1; }));
  CHECK(alice.was().lost[0].what.why == lock_loss::taken_away);
  CHECK(alice.was().lost[0].what.reason == "it hangs");
  CHECK(alice.was().lost[0].what.grant.claim == grant.claim);
}

TEST_CASE("a node that leaves tells its holders before it gives their locks back") {
  lock_cluster cluster{54};
  auto alice = cluster.on(1), bob = cluster.on(2), carol = cluster.on(1);
  cluster.takes(alice, fenced("payroll"));
  bob.acquires(fenced("payroll", {}, 30s));
  cluster.takes(bob, fenced("stock"));
  carol.acquires(fenced("stock", {}, 30s));
  cluster.nodes.run_for(500ms);
  caf::anon_send(cluster.at(1).book.get(child::locks), drain_all{});
  REQUIRE(cluster.until([&] { return bob.was().grants.size() == 2; }));
  REQUIRE(alice.was().lost.size() == 1);
  CHECK(alice.was().lost[0].what.why == lock_loss::leaving);
  CHECK(alice.was().lost[0].at < bob.was().grants[1].at);
  CHECK(carol.was().last_error() == errc::stopping);
  carol.acquires(fenced("other"));
  REQUIRE(cluster.until([&] { return carol.was().errors.size() == 2; }));
  CHECK(carol.was().last_error() == errc::stopping);
}

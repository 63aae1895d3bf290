// SPDX-License-Identifier: BSD-3-Clause
// What can be seen of locks from any node, and the bounds of what may be asked for.
#include "lock_fixture.hpp"

using namespace lock_test;

TEST_CASE("any node shows who holds a lock and who waits for whom") {
  lock_cluster cluster{100};
  auto alice = cluster.on(0), bob = cluster.on(1), carol = cluster.on(2);
  auto held = cluster.takes(alice, fenced({exclusive("ledger"), permits("printers", 2, 4)}, 20s));
  bob.acquires(fenced("ledger", {}, wait_forever));
  cluster.nodes.run_for(300ms);
  auto by_number = fenced({exclusive("ledger"), shared("rates")}, {}, wait_forever);
  by_number.owner = 7;
  carol.acquires(by_number);
  cluster.nodes.run_for(300ms);
  carol.inspects("ledger").inspects("printers").inspects("nothing");
  REQUIRE(cluster.until([&] { return carol.was().states.size() == 3; }));
  auto& ledger = carol.was().states[0].what;
  CHECK(ledger.name == "ledger");
  CHECK(ledger.index.value > 0);
  REQUIRE(ledger.holders.size() == 1);
  CHECK(ledger.holders[0].who.node == "n1");
  CHECK(ledger.holders[0].token == held.token);
  CHECK(ledger.holders[0].left.value_or(0s) <= 20s);
  CHECK(ledger.holders[0].left.value_or(0s) > 15s);
  REQUIRE(ledger.waiters.size() == 2);
  CHECK(ledger.waiters[0].who.node == "n2");
  REQUIRE(ledger.waiters[0].waits_for.size() == 1);
  CHECK(ledger.waiters[0].waits_for[0].who.node == "n1");
  CHECK(ledger.waiters[0].waits_for[0].token == held.token);
  CHECK(ledger.waiters[1].who.node == "n3");
  CHECK(ledger.waiters[1].who.owner == "owner 7");
  CHECK(ledger.waiters[1].names == 2);
  CHECK(carol.was().states[1].what.capacity == 4);
  CHECK(carol.was().states[1].what.holders.at(0).as == permits("printers", 2, 4));
  CHECK(carol.was().states[2].what.holders.empty());

  carol.lists({"", "", 2}).lists({"", "printers", 2}).lists({"pr", "", 100}).lists({"x", "", 1});
  REQUIRE(cluster.until([&] { return carol.was().lists.size() == 4; }));
  auto names = [&](std::size_t i) {
    std::vector<std::string> found;
    for (auto& l : carol.was().lists[i].locks) found.push_back(l.name);
    return found;
  };
  CHECK(names(0) == std::vector<std::string>{"ledger", "printers"});
  CHECK(carol.was().lists[0].more);
  CHECK(carol.was().lists[0].locks[0].waiters == 2);
  REQUIRE(carol.was().lists[0].locks[0].first);
  CHECK(carol.was().lists[0].locks[0].first->who.node == "n1");
  CHECK(names(1) == std::vector<std::string>{"rates"});
  CHECK_FALSE(carol.was().lists[1].more);
  CHECK(names(2) == std::vector<std::string>{"printers"});
  CHECK(names(3).empty());
}

TEST_CASE(
  "a listener has the state first and then each change, until it does not want it any more") {
  lock_cluster cluster{101};
  auto alice = cluster.on(0), bob = cluster.on(1), ear = cluster.on(2);
  auto first = cluster.takes(alice, {"payroll"});
  cluster.nodes.run_for(200ms); // until all nodes have applied it
  ear.subscribes("payroll");
  REQUIRE(cluster.until([&] { return !ear.was().states.empty(); }));
  REQUIRE(ear.was().states[0].what.holders.size() == 1);
  CHECK(ear.was().changes.empty());
  alice.releases(first);
  auto second = cluster.takes(bob, {"payroll", 1s});
  cluster.takes(bob, {"other"});
  REQUIRE(cluster.until([&] { return ear.was().changes.size() >= 4; }, 30s));
  auto& seen = ear.was().changes;
  CHECK(seen[0].what.what == lock_turn::ended);
  CHECK(seen[0].what.who.node == "n1");
  CHECK(seen[0].what.why == lock_end::released);
  CHECK(seen[1].what.what == lock_turn::granted);
  CHECK(seen[1].what.who.node == "n2");
  CHECK(seen[1].what.token == second.token);
  CHECK(seen[2].what.what == lock_turn::ended);
  CHECK(seen[2].what.withheld); // nobody said that it is fenced
  CHECK(seen[3].what.what == lock_turn::freed);
  CHECK(seen[3].at - seen[2].at > 14s);
  CHECK(seen.back().what.name == "payroll");

  cluster.kill(2, child::locks);
  REQUIRE(cluster.until([&] { return ear.was().states.size() == 2; }));
  cluster.takes(alice, {"payroll"});
  REQUIRE(cluster.until([&] { return seen.size() == 5; }));
  ear.unsubscribes("payroll");
  cluster.nodes.run_for(100ms);
  alice.is_killed();
  cluster.nodes.run_for(20s);
  CHECK(seen.size() == 5);
}

TEST_CASE("what can never be granted is refused with what to do, without a word to the cluster") {
  lock_cluster cluster{102, 1};
  auto alice = cluster.on(0);
  std::vector<lock_want> many;
  for (int i = 0; i < 17; ++i) many.push_back(exclusive("lock " + std::to_string(i)));
  auto far = fenced("far");
  far.owner = std::uint64_t{1} << 61;
  auto slow = fenced("slow");
  slow.delay = 2h;
  for (auto& wrong :
       {fenced(lock_wants{}), fenced(lock_wants{many}), fenced(""), fenced(std::string(257, 'x')),
        fenced({shared("a"), exclusive("a")}), fenced(permits("p", 5, 4)), fenced("a", -1s),
        fenced("a", {}, -1s), fenced("a", 9000h), far, slow}) {
    auto before = alice.was().errors.size();
    alice.acquires(wrong);
    REQUIRE(cluster.until([&] { return alice.was().errors.size() > before; }));
    INFO(to_text(alice.was().errors.back().what));
    CHECK(alice.was().last_error() == errc::refused);
    CHECK(message_of(alice.was().errors.back().what).size() > 10);
  }
}

TEST_CASE("a node keeps a bounded number of locks, and says so to who asks for more") {
  lock_cluster cluster{103, 1};
  auto alice = cluster.on(0);
  constexpr std::size_t bound = 16'384, at_once = 512;
  for (std::size_t i = 0; i < bound; i += at_once) {
    for (std::size_t j = i; j < i + at_once; ++j)
      alice.acquires(fenced("lock " + std::to_string(j), {}, 60s));
    REQUIRE(cluster.until([&] { return alice.was().grants.size() == i + at_once; }, 60s));
  }
  alice.acquires(fenced("one more"));
  REQUIRE(cluster.until([&] { return !alice.was().errors.empty(); }));
  CHECK(alice.was().last_error() == errc::overloaded);
  alice.releases(alice.was().grants[0].what);
  REQUIRE(cluster.until([&] { return !alice.was().releases.empty(); }));
  cluster.takes(alice, fenced("one more"));
}

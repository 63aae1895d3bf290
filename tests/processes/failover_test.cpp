// SPDX-License-Identifier: BSD-3-Clause
#include "support/answers.hpp"
#include "support/cluster.hpp"
#include "support/recorded.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include <csignal>

using namespace ringleader;
using namespace std::chrono_literals;

namespace {

const std::set<std::string> everyone{"a", "b", "c"};

std::set<std::string> without(const std::string& gone) {
  auto left = everyone;
  left.erase(gone);
  return left;
}

} // namespace

TEST_CASE(
  "after kill -9 of the control leader locks and routing go on within 6 s, and the restarted "
  "node catches up",
  "[failover]") {
  cluster all{3};
  all.start_all();
  REQUIRE(all.balanced(everyone, 20s));
  auto victim = *all.leader(everyone);
  auto survivors = without(victim);
  auto& b = all[*survivors.begin()];
  auto& c = all[*survivors.rbegin()];
  auto token = token_of(all[victim].ask("lock payroll 0 0"));
  REQUIRE(token > 0);
  for (int i = 0; i < 20; ++i) REQUIRE(b.ask("ask " + key(i) + " 1") == "value 1");

  all[victim].process().kill_now();
  auto killed_at = wall_clock::now();
  auto next = token_of(b.ask("lock payroll 6000 0"));
  CHECK(next > token);
  for (int i = 0; i < 20; ++i) {
    INFO(key(i));
    CHECK(begins(c.ask("ask " + key(i) + " 2 6000"), "value "));
  }
  CHECK(wall_clock::now() - killed_at < 6s);
  CHECK(all.settled(survivors, 2s));

  // What was answered happened once; nobody acted in an epoch that was over.
  auto ledger = read_ledger(all.ledger());
  for (int i = 0; i < 20; ++i) {
    CHECK(applied(ledger, key(i), 1) == 1);
    CHECK(applied(ledger, key(i), 2) == 1);
  }
  CHECK(disorder(ledger) == "");

  all[victim].start();
  REQUIRE(all.balanced(everyone, 20s)); // with balancing, which waits for 5 s of quiet
  CHECK(all.owned(b.name(), victim) > 10);
  for (int i = 0; i < 20; ++i) CHECK(begins(all[victim].ask("ask " + key(i) + " 3"), "value "));
  CHECK(begins(all[victim].ask("lock payroll 0 0"), "error lock_busy"));
  CHECK(disorder(read_ledger(all.ledger())) == "");
  CHECK(disorder(read_pulse(all.pulse())) == "");
}

TEST_CASE(
  "a node that is stopped longer than its lease serves nothing when it wakes, and comes back",
  "[pause]") {
  cluster all{3};
  all.start_all();
  REQUIRE(all.balanced(everyone, 20s));
  // The node that runs the singleton, so that both kinds of owner are paused.
  REQUIRE(eventually(5s, [&] { return !read_pulse(all.pulse()).empty(); }));
  auto sleeper = read_pulse(all.pulse()).back().node;
  auto& watcher = all[*without(sleeper).begin()];
  auto lock = token_of(all[sleeper].ask("lock payroll 0 0"));
  REQUIRE(lock > 0);
  for (int i = 0; i < 20; ++i) REQUIRE(watcher.ask("ask " + key(i) + " 1") == "value 1");

  all[sleeper].process().send_signal(SIGSTOP);
  CHECK(token_of(watcher.ask("lock payroll 6000 0")) > lock);
  for (int i = 0; i < 20; ++i) CHECK(begins(watcher.ask("ask " + key(i) + " 2 6000"), "value "));
  REQUIRE(eventually(6s, [&] { return read_pulse(all.pulse()).back().node != sleeper; }));

  all[sleeper].process().send_signal(SIGCONT);
  CHECK(all[sleeper].ask("unlock payroll " + std::to_string(lock)) != "released");
  REQUIRE(all.balanced(everyone, 20s));
  for (int i = 0; i < 20; ++i) CHECK(begins(watcher.ask("ask " + key(i) + " 3"), "value "));
  auto ledger = read_ledger(all.ledger());
  for (int i = 0; i < 20; ++i) CHECK(applied(ledger, key(i), 2) == 1);
  CHECK(disorder(ledger) == "");
  CHECK(disorder(read_pulse(all.pulse())) == "");
}

TEST_CASE("two of three down is no quorum and not a wrong answer, and one that returns is enough",
          "[quorum]") {
  cluster all{3};
  all.start_all();
  REQUIRE(all.settled(everyone, 15s));
  auto& last = all["a"];
  auto token = token_of(last.ask("lock payroll 0 0"));
  REQUIRE(token > 0);
  for (auto name : {"b", "c"}) all[name].process().kill_now();
  REQUIRE(eventually(3s, [&] { return all.status(last)["control"]["leader"] == ""; }));
  // Its lease ends within the session TTL; from then on it answers nothing that may be wrong.
  REQUIRE(eventually(5s, [&] { return !begins(last.ask("ask " + key(0) + " 1 200"), "value"); }));
  auto before = read_ledger(all.ledger()).size();
  for (int i = 0; i < 10; ++i) {
    INFO(key(i));
    CHECK(begins(last.ask("ask " + key(i) + " 5 100"), "error no_quorum"));
  }
  CHECK(read_ledger(all.ledger()).size() == before);
  CHECK(begins(last.ask("lock other 0 0", 20s), "error no_quorum"));
  CHECK(last.ask("view").find("b=up") != std::string::npos); // losing the quorum removes nobody

  all["b"].start();
  REQUIRE(all.settled({"a", "b"}, 15s));
  CHECK(token_of(last.ask("lock other 5000 0")) > token);
  for (int i = 0; i < 10; ++i) CHECK(begins(last.ask("ask " + key(i) + " 7 5000"), "value "));
  CHECK(disorder(read_ledger(all.ledger())) == "");
}

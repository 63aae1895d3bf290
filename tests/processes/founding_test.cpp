// SPDX-License-Identifier: BSD-3-Clause
#include "support/answers.hpp"
#include "support/cluster.hpp"
#include "support/recorded.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

using namespace ringleader;
using namespace std::chrono_literals;

TEST_CASE("three founders started in any order form one cluster and elect one of them",
          "[founding]") {
  cluster all{3};
  for (auto name : {"c", "a"}) all[name].start();
  CHECK_FALSE(all.settled({"a", "c"}, 1s)); // nothing is founded before all have answered
  auto waiting = all.status(all["a"]);
  REQUIRE(waiting.is_object());
  CHECK(waiting["control"]["role"] == "forming");
  all["b"].start();
  REQUIRE(all.balanced({"a", "b", "c"}, 20s));
  auto leader = all.leader({"a", "b", "c"});
  REQUIRE(leader);
  auto seen = all.status(all["b"]);
  CHECK(seen["control"]["voters"].size() == 3);
  CHECK(seen["control"]["learners"].empty());
  CHECK(seen["elections"].size() == 1);
  CHECK(begins(all["a"].ask("view"), "view "));
  CHECK(all["c"].ask("view").find("a=up b=up c=up") != std::string::npos);

  { // an entity is the same one for all nodes, and keys are spread over the nodes
    std::set<std::string> owners;
    for (int i = 0; i < 20; ++i) {
      CHECK(all["a"].ask("ask " + key(i) + " 1") == "value 1");
      CHECK(all["b"].ask("ask " + key(i) + " 1") == "value 2");
      CHECK(all["c"].ask("ask " + key(i) + " 1") == "value 3");
      auto where = all["a"].ask("who " + key(i));
      CHECK(where == all["b"].ask("who " + key(i)));
      owners.insert(where.substr(0, where.find(" epoch")));
    }
    CHECK(owners.size() == 3);
  }

  { // a lock is held by one node at a time, in the order of arrival
    auto first = token_of(all["a"].ask("lock payroll 0 0"));
    CHECK(first > 0);
    CHECK(begins(all["b"].ask("lock payroll 300 0"), "error lock_busy"));
    CHECK(all["a"].ask("unlock payroll " + std::to_string(first)) == "released");
    auto second = token_of(all["b"].ask("lock payroll 0 0"));
    CHECK(second > first);
    CHECK(all["a"].ask("unlock payroll " + std::to_string(first)) == "not_held");
    // A lease of its own ends the lock although the holder lives.
    CHECK(all["b"].ask("unlock payroll " + std::to_string(second)) == "released");
    auto leased = token_of(all["c"].ask("lock payroll 0 200"));
    CHECK(token_of(all["a"].ask("lock payroll 3000 0")) > leased);
  }

  { // the singleton beats on one node
    REQUIRE(eventually(5s, [&] { return read_pulse(all.pulse()).size() > 10; }));
    auto beats = read_pulse(all.pulse());
    CHECK(disorder(beats).empty());
    CHECK(beats.front().term == beats.back().term);
  }
}

// SPDX-License-Identifier: BSD-3-Clause
// A rolling upgrade between two builds of one application (upgrade/upgrade.cpp).
#include "support/answers.hpp"
#include "support/cluster.hpp"
#include "support/eventually.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include <algorithm>

using namespace ringleader;
using namespace std::chrono_literals;

namespace {

const std::set<std::string> all_names{"a", "b", "c"};

/// The next start is of that version, which has no options of its own.
void use(test_node& node, const std::string& version) {
  node.program = version;
  for (auto* own : {"--ledger", "--pulse"}) {
    auto at = std::find(node.options.begin(), node.options.end(), own);
    if (at != node.options.end()) node.options.erase(at, at + 2);
  }
}

/// Of each node, for twenty keys: what it was answered, and how often.
std::map<std::string, int> answers(cluster& all, const std::string& what) {
  std::map<std::string, int> counted;
  for (auto& name : all_names)
    for (int i = 0; i < 20; ++i) ++counted[all[name].ask(what + " " + key(i))];
  return counted;
}

} // namespace

TEST_CASE(
  "messages that did not change pass between two versions of an application, and the others "
  "are refused singly",
  "[upgrade]") {
  cluster all{3};
  for (auto& name : all_names) use(all[name], RINGLEADER_UPGRADE_1);
  all.start_all();
  REQUIRE(all.balanced(all_names, 20s));
  CHECK(answers(all, "pay")["paid"] == 60);

  // One node after the other, as an operator does it; a client of each version meets owners of
  // both.
  for (auto& name : all_names) {
    CHECK(all[name].ask("leave") == "leaving");
    CHECK(all[name].process().wait_exit(15s) == exit_with(0));
    use(all[name], RINGLEADER_UPGRADE_2);
    all[name].start();
    REQUIRE(all.balanced(all_names, 30s));
    for (auto& from : all_names)
      for (int i = 0; i < 20; ++i) {
        INFO("from " << from << " to " << key(i) << " after " << name << " was upgraded");
        auto before = std::stol(all[from].ask("balance " + key(i)));
        CHECK(all[from].ask("deposit " + key(i) + " 5") == std::to_string(before + 5));
      }
    auto paid = answers(all, "pay");
    auto closed = std::map<std::string, int>{};
    for (int i = 0; i < 20; ++i) ++closed[all[name].ask("close " + key(i))];
    if (name == "c") { // the last one
      CHECK(paid == std::map<std::string, int>{{"paid", 60}});
      CHECK(closed == std::map<std::string, int>{{"closed", 20}});
    } else {
      CHECK(paid["paid"] > 0);
      CHECK(paid["incompatible_type"] > 0);
      CHECK(paid["paid"] + paid["incompatible_type"] == 60);
      CHECK(closed["closed"] > 0);
      CHECK(closed["unknown_message"] > 0);
      CHECK(closed["closed"] + closed["unknown_message"] == 20);
    }
  }
}

TEST_CASE("what a changed message lacks is said where it is sent and where its type is hosted",
          "[upgrade]") {
  cluster all{3};
  for (auto& name : all_names) use(all[name], RINGLEADER_UPGRADE_1);
  use(all["c"], RINGLEADER_UPGRADE_2);
  all.start_all();
  REQUIRE(all.balanced(all_names, 20s));
  std::set<std::string> said;
  for (int i = 0; i < 20; ++i) said.insert(all["c"].ask("why " + key(i)));
  said.erase("paid");
  REQUIRE(said.size() == 1);
  CHECK_THAT(*said.begin(), Catch::Contains("pay.cents: i64 and i32") &&
                              Catch::Contains("give the changed message another name"));
  auto told = [&](const char* name) { return all[name].logged("'cashier', message"); };
  CHECK(eventually(10s, [&] { return told("a") || told("b") || told("c"); }));
}

TEST_CASE("a message or an answer that is too large for another node is refused at once, with its "
          "limit",
          "[upgrade]") {
  cluster all{3};
  for (auto& name : all_names) use(all[name], RINGLEADER_UPGRADE_1);
  all.start_all();
  REQUIRE(all.balanced(all_names, 20s));
  std::map<std::string, int> said;
  for (int i = 0; i < 12; ++i) ++said[all["a"].ask("large " + key(i) + " 5000000")];
  REQUIRE(said.size() == 2);
  CHECK(said["good; good"] > 0); // of this node
  said.erase("good; good");
  CHECK_THAT(said.begin()->first,
             Catch::Contains("refused: a message to another node has 4 MiB at most") &&
               Catch::Contains("entity_failed: the entity's answer has 50000") &&
               Catch::Contains("answer in parts"));
  for (int i = 0; i < 12; ++i) CHECK(all["a"].ask("large " + key(i) + " 4000000") == "good; good");
}

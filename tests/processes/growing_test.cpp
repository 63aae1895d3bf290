// SPDX-License-Identifier: BSD-3-Clause
#include "support/answers.hpp"
#include "support/cluster.hpp"
#include "support/members.hpp"
#include "support/recorded.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include <csignal>
#include <filesystem>

using namespace ringleader;
using namespace std::chrono_literals;

namespace {

bool contains(const nlohmann::json& list, const std::string& what) {
  return std::find(list.begin(), list.end(), what) != list.end();
}

} // namespace

TEST_CASE(
  "a fourth node joins through seed nodes, is fed the log and takes its share of partitions",
  "[joining]") {
  cluster all{3};
  all.start_all();
  REQUIRE(all.settled({"a", "b", "c"}, 15s));
  for (int i = 0; i < 20; ++i) REQUIRE(all["a"].ask("ask " + key(i) + " 1") == "value 1");
  all.add_joiner("d").start();
  REQUIRE(all.balanced({"a", "b", "c", "d"}, 20s));
  CHECK(all.owned("a", "d") == 16); // a quarter of 64
  auto seen = all.status(all["d"]);
  CHECK(contains(seen["control"]["learners"], store_of(seen, "d")));
  for (int i = 0; i < 20; ++i) {
    CHECK(begins(all["d"].ask("ask " + key(i) + " 2"), "value "));
    CHECK(all["d"].ask("who " + key(i)) == all["a"].ask("who " + key(i)));
  }
  CHECK(disorder(read_ledger(all.ledger())) == "");
}

TEST_CASE("65,536 partitions are shared out in as little time as a few", "[large_table]") {
  cluster all{3};
  for (auto* name : {"a", "b", "c"}) {
    auto& options = all[name].options;
    auto count = std::find(options.begin(), options.end(), "--partitions");
    REQUIRE(count != options.end());
    *std::next(count) = "65536";
  }
  all.start_all();
  REQUIRE(all.balanced({"a", "b", "c"}, 40s));
  auto share = 65'536 / 3;
  for (auto* name : {"a", "b", "c"})
    CHECK((all.owned("a", name) == share || all.owned("a", name) == share + 1));
  CHECK(begins(all["c"].ask("ask " + key(1) + " 1"), "value "));
}

TEST_CASE("a founder that lost its disk is refused as a voter and comes back as a learner",
          "[wiped]") {
  cluster all{3};
  all.start_all();
  REQUIRE(all.settled({"a", "b", "c"}, 15s));
  auto old_store = store_of(all.status(all["a"]), "c");
  all["c"].process().kill_now();
  std::filesystem::remove_all(all["c"].data_directory());
  all["c"].start();
  // Its former self has to end first.
  REQUIRE(eventually(15s, [&] { return store_of(all.status(all["a"]), "c") != old_store; }));
  REQUIRE(all.settled({"a", "b", "c"}, 15s));
  CHECK(all["c"].logged("refused as a voter and joins as a learner"));
  auto seen = all.status(all["a"]);
  auto store = store_of(seen, "c");
  CHECK(store != old_store);
  CHECK_FALSE(contains(seen["control"]["voters"], store));
  CHECK(contains(seen["control"]["learners"], store));
  CHECK(begins(all["c"].ask("lock payroll 0 0"), "granted"));
}

TEST_CASE("SIGTERM to the control leader hands its work over at once and ends with status 0",
          "[leaving]") {
  cluster all{3};
  all.start_all();
  REQUIRE(all.balanced({"a", "b", "c"}, 20s));
  auto leaver = *all.leader({"a", "b", "c"});
  std::set<std::string> rest{"a", "b", "c"};
  rest.erase(leaver);
  auto& b = all[*rest.begin()];
  REQUIRE(token_of(all[leaver].ask("lock payroll 0 0")) > 0);
  for (int i = 0; i < 20; ++i) REQUIRE(b.ask("ask " + key(i) + " 1") == "value 1");

  all[leaver].process().send_signal(SIGTERM);
  auto end = all[leaver].process().wait_exit(10s);
  REQUIRE(end);
  CHECK(*end == exit_with(0));
  // Less than the 3.3 s that the end of a session without a word takes, elections included.
  auto left_at = wall_clock::now();
  CHECK(begins(b.ask("lock payroll 2500 0"), "granted"));
  for (int i = 0; i < 20; ++i) CHECK(begins(b.ask("ask " + key(i) + " 2 2500"), "value "));
  CHECK(wall_clock::now() - left_at < 2500ms);
  CHECK(all.settled(rest, 2s));
  CHECK(b.ask("view").find(leaver + "=") == std::string::npos);
  CHECK(disorder(read_ledger(all.ledger())) == "");
  CHECK(disorder(read_pulse(all.pulse())) == "");
}

TEST_CASE("nodes without a data directory are restarted one after the other", "[in_memory]") {
  const std::set<std::string> names{"a", "b", "c"};
  cluster all{3};
  for (auto& name : names) all[name].in_memory = true;
  all.start_all();
  REQUIRE(all.balanced(names, 20s));
  for (auto& name : names) {
    all[name].process().send_signal(SIGTERM);
    CHECK(all[name].process().wait_exit(15s) == exit_with(0));
    all[name].start();
    REQUIRE(all.balanced(names, 30s));
    REQUIRE(eventually(20s, [&] {
      auto seen = all.status(all[name]);
      return seen["control"]["voters"].size() == 3 && seen["control"]["voters_missing"].empty();
    }));
  }
  CHECK(begins(all["a"].ask("lock payroll 0 0"), "granted"));
}

// SPDX-License-Identifier: BSD-3-Clause
// Voters that are replaced or restarted, and a newcomer that needs everything, while clerks work.
#include "support/answers.hpp"
#include "support/busy_cluster.hpp"
#include "support/members.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <csignal>
#include <cstdint>

using namespace ringleader;
using namespace std::chrono_literals;

namespace {

/// Of the largest snapshot that a node logged to have taken over.
std::uintmax_t snapshot_bytes(const std::string& log) {
  const std::string what = "took over a snapshot", size = "bytes=";
  std::uintmax_t largest = 0;
  for (auto at = log.find(what); at != std::string::npos; at = log.find(what, at + 1)) {
    auto number = log.find(size, at);
    if (number == std::string::npos) break;
    largest = std::max<std::uintmax_t>(largest, std::stoull(log.substr(number + size.size())));
  }
  return largest;
}

} // namespace

TEST_CASE("a voter that is gone for good is replaced by a node that joins", "[replaced]") {
  busy_cluster busy;
  auto& all = busy.all();
  auto gone = busy.follower();
  auto watcher = busy.leader();
  auto old_store = store_of(all.status(all[watcher]), gone);
  busy.kill(gone);
  busy.add("d");
  REQUIRE(busy.goes_on(20s));
  REQUIRE(eventually(60s, [&] { // the vote of a gone node is kept for 30 s
    auto seen = all.status(all[watcher]);
    auto now = voters(seen);
    return now.size() == 3 && now.count(old_store) == 0 && now.count(store_of(seen, "d")) == 1;
  }));
  // What only three voters survive.
  busy.kill(watcher);
  REQUIRE(busy.goes_on(10s));
  busy.judge();
}

TEST_CASE("all voters restarted one after the other under load: nothing is lost", "[rolling]") {
  busy_cluster busy;
  for (int i = 0; i < rounds_of(1); ++i)
    for (auto name : {"a", "b", "c"}) {
      INFO("round " << i << ", " << name);
      busy.fault_begins(name);
      busy[name].process().send_signal(SIGTERM);
      auto end = busy[name].process().wait_exit(15s);
      REQUIRE(end);
      CHECK(*end == exit_with(0));
      REQUIRE(busy.goes_on(5s));
      busy.start(name);
      REQUIRE(busy.goes_on(15s));
    }
  busy.judge();
}

// A snapshot of 200 MB takes minutes to come about on a small machine, so it is for runs with
// rounds; what is in every run is still larger than what one frame, one chunk or one batch carries.
TEST_CASE("a newcomer takes over a large state while commands go on", "[snapshot]") {
  // Just more than a compaction takes in; the next ones wait until the log is as large again.
  auto is_long = rounds_of(1) > 1;
  auto keys = is_long ? 70'000 : 17'500;
  auto least = is_long ? 200'000'000u : 25'000'000u; // the clerks' entries count as well
  busy_cluster busy;
  auto filler = busy.leader();
  auto said = busy[filler].ask("fill 64 " + std::to_string(keys), 280s);
  WARN(said);
  REQUIRE(said.find("commits=" + std::to_string(keys)) != std::string::npos);
  auto before = busy.running();
  busy.add("d");
  REQUIRE(busy.goes_on(30s, before)); // beside the snapshot
  auto took_over = [&] { return snapshot_bytes(busy["d"].log()); };
  REQUIRE(eventually(60s, [&] { return took_over() > 0; }));
  CHECK(took_over() >= least);
  REQUIRE(busy.goes_on(30s));
  busy.judge();
}

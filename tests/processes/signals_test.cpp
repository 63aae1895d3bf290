// SPDX-License-Identifier: BSD-3-Clause
// What a program's body answers is its exit status, and a body that takes long hears of signals.
#include "support/cluster.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <csignal>

using namespace ringleader;
using namespace std::chrono_literals;

namespace {

command_line node_with_body(const std::string& body) {
  return {RINGLEADER_PROCESS_NODE, "--listen", "127.0.0.1:0", "--body", body};
}

} // namespace

TEST_CASE("the status that the body answers is the program's", "[signals]") {
  temp_directory place;
  for (auto status : {0, 3}) {
    auto done = run_to_end(node_with_body(std::to_string(status)), place / "log", 10s);
    REQUIRE(done.end);
    CHECK(*done.end == exit_with(status));
  }
}

TEST_CASE("a body that looks hears of a signal, and its answer counts", "[signals]") {
  temp_directory place;
  child_process node{node_with_body("wait"), place / "log"};
  REQUIRE(node.ask("anything", 10s) == "body runs");
  node.send_signal(SIGTERM);
  auto end = node.wait_exit(10s);
  REQUIRE(end);
  CHECK(*end == exit_with(4));
  CHECK(node.read_output(1s).find("told to stop") != std::string::npos);
}

TEST_CASE("a second signal ends a body that does not look", "[signals]") {
  temp_directory place;
  child_process node{node_with_body("hang"), place / "log"};
  REQUIRE(node.ask("anything", 10s) == "body runs");
  node.send_signal(SIGINT);
  CHECK_FALSE(node.wait_exit(1s));
  node.send_signal(SIGTERM);
  auto end = node.wait_exit(2s);
  REQUIRE(end);
  CHECK(*end == exit_with(128 + SIGTERM));
}

TEST_CASE("a body that looks hears that its node cannot go on, or has left for good", "[signals]") {
  cluster all{3};
  all.start_all();
  REQUIRE(all.settled({"a", "b", "c"}, 15s));
  auto& stranger = all.add_joiner("d");
  stranger.options.insert(stranger.options.end(), {"--body", "wait"});
  auto count = std::find(stranger.options.begin(), stranger.options.end(), "--partitions");
  REQUIRE(count != stranger.options.end());
  *(count + 1) = "8"; // not that of the cluster
  stranger.start();
  auto end = stranger.process().wait_exit(20s);
  REQUIRE(end);
  CHECK(*end == exit_with(1));
  CHECK(stranger.logged("partition count"));

  auto& guest = all.add_joiner("e");
  guest.options.insert(guest.options.end(), {"--body", "wait"});
  guest.start();
  REQUIRE(all.settled({"a", "b", "c", "e"}, 20s));
  CHECK(all.tell(guest, "leave")["leaving"] == "e");
  end = guest.process().wait_exit(30s);
  REQUIRE(end);
  CHECK(*end == exit_with(4));
}

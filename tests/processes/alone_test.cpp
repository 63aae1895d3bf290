// SPDX-License-Identifier: BSD-3-Clause
#include "support/answers.hpp"
#include "support/child_process.hpp"
#include "support/free_endpoint.hpp"
#include "support/temp_directory.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include <csignal>

using namespace ringleader;
using namespace std::chrono_literals;
using Catch::Matchers::Contains;

TEST_CASE("a node without flags is a cluster of its own, which status shows as text and as JSON",
          "[alone]") {
  temp_directory place;
  auto at = to_string(free_endpoint());
  child_process node{{RINGLEADER_PROCESS_NODE, "--listen", at}, place / "log"};
  CHECK(node.ask("ask alice 5", 5s) == "value 5");
  CHECK(node.ask("ask alice 2", 5s) == "value 7");
  CHECK(token_of(node.ask("lock payroll 0 0", 5s)) > 0);

  auto text = run_to_end({RINGLEADER_PROCESS_NODE, "status", "--at", at}, place / "text", 5s);
  REQUIRE(text.end);
  CHECK(*text.end == exit_with(0));
  CHECK(text.complaint == "");
  CHECK_THAT(text.output, Contains("cluster") && Contains("leader=" + at) &&
                            Contains("voters=1 learners=0") && Contains("partitions 1024") &&
                            Contains("ownerless=0 moves=0") && Contains("payroll") &&
                            Contains("held by " + at));

  auto json =
    run_to_end({RINGLEADER_PROCESS_NODE, "status", "--at", at, "--json"}, place / "json", 5s);
  REQUIRE(json.end);
  CHECK(*json.end == exit_with(0));
  auto all = nlohmann::json::parse(json.output, nullptr, false);
  REQUIRE(all.is_object());
  CHECK(all["answered_by"] == at);
  CHECK(all["control"]["role"] == "leader");
  CHECK(all["members"].size() == 1);
  CHECK(all["members"][0]["partitions"] == 1024);
  CHECK(all["locks"][0]["name"] == "payroll");

  node.send_signal(SIGTERM);
  auto end = node.wait_exit(5s);
  REQUIRE(end);
  CHECK(*end == exit_with(0));
  auto gone = run_to_end({RINGLEADER_PROCESS_NODE, "status", "--at", at}, place / "gone", 8s);
  REQUIRE(gone.end);
  CHECK(*gone.end == exit_with(1));
  CHECK_THAT(gone.complaint, Contains("no node answers at " + at));
}

TEST_CASE("a node with a data directory starts again after kill -9 and grants larger tokens",
          "[alone]") {
  temp_directory place;
  command_line command{
    RINGLEADER_PROCESS_NODE, "--listen", to_string(free_endpoint()), "--name", "solo", "--data-dir",
    place / "data"};
  std::uint64_t last = 0;
  for (int start = 0; start < 3; ++start) {
    child_process node{command, place / "log"};
    std::uint64_t token = 0; // none before the node has its session
    auto granted =
      eventually(8s, [&] { return (token = token_of(node.ask("lock payroll 0 0", 8s))) > 0; });
    INFO(read_text(place / "log"));
    CHECK(granted);
    CHECK(token > last);
    last = token;
    CHECK(node.ask("ask alice 1", 5s) == "value 1"); // volatile state ends with its node
    node.kill_now();
  }
}

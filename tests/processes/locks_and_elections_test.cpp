// SPDX-License-Identifier: BSD-3-Clause
// What an operator sees of locks and elections, and takes away.
#include "support/answers.hpp"
#include "support/child_process.hpp"
#include "support/free_endpoint.hpp"
#include "support/temp_directory.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

using namespace ringleader;
using namespace std::chrono_literals;
using Catch::Matchers::Contains;

namespace {

struct operator_at {
  const temp_directory& place;
  std::string at;

  finished run(command_line words) const {
    static int runs = 0; // each with a log of its own
    words.insert(words.begin(), RINGLEADER_PROCESS_NODE);
    words.insert(words.end(), {"--at", at});
    auto done = run_to_end(words, place / ("operator" + std::to_string(++runs)), 10s);
    REQUIRE(done.end);
    return done;
  }

  std::string text(command_line words) const {
    auto done = run(std::move(words));
    INFO(done.complaint);
    CHECK(*done.end == exit_with(0));
    return done.output;
  }

  nlohmann::json json(command_line words) const {
    words.push_back("--json");
    return nlohmann::json::parse(text(std::move(words)));
  }

  std::string refusal(command_line words, int status) const {
    auto done = run(std::move(words));
    CHECK(*done.end == exit_with(status));
    CHECK(done.output == "");
    return done.complaint;
  }
};

} // namespace

TEST_CASE("an operator sees who holds a lock and who waits, and takes it away with a reason",
          "[grants]") {
  temp_directory place;
  auto at = to_string(free_endpoint());
  child_process node{
    {RINGLEADER_PROCESS_NODE, "--name", "solo", "--listen", at, "--data-dir", place / "data"},
    place / "log"};
  operator_at ops{place, at};
  std::uint64_t token = 0;
  REQUIRE(
    eventually(15s, [&] { return (token = token_of(node.ask("lock payroll 0 0", 8s))) > 0; }));
  child_process other{{RINGLEADER_PROCESS_NODE, "--name", "other", "--listen",
                       to_string(free_endpoint()), "--seeds", at},
                      place / "other.log"};
  REQUIRE(eventually(15s, [&] { return token_of(other.ask("lock warm 0 0", 8s)) > 0; }));
  CHECK(other.ask("lock payroll 20000 0", 500ms) == ""); // waits

  auto queue = ops.json({"locks", "payroll"});
  REQUIRE(eventually(5s, [&] {
    queue = ops.json({"locks", "payroll"});
    return queue["waiters"].size() == 1;
  }));
  CHECK(queue["holders"][0]["node"] == "solo");
  CHECK(queue["holders"][0]["token"] == token);
  CHECK(queue["waiters"][0]["node"] == "other");
  CHECK(queue["waiters"][0]["waits_for"][0]["token"] == token);
  CHECK_THAT(ops.text({"locks", "payroll"}),
             Contains("held by solo") && Contains("1. other") && Contains("waits for solo"));
  CHECK_THAT(ops.text({"locks"}), Contains("payroll") && Contains("HELD BY"));
  CHECK(ops.json({"locks", "pay*"})["locks"].size() == 1);
  CHECK(ops.json({"locks", "x*"})["locks"].empty());

  CHECK_THAT(ops.refusal({"force-release", "payroll", std::to_string(token + 1), "why"}, 1),
             Contains("not held under token"));
  CHECK_THAT(ops.refusal({"force-release", "payroll", "newest", "why"}, 2), Contains("TOKEN"));
  CHECK_THAT(ops.refusal({"force-release", "payroll", std::to_string(token), ""}, 1),
             Contains("say why"));
  CHECK(ops.json({"force-release", "payroll", std::to_string(token),
                  "the disk burns"})["released"] == "payroll");
  REQUIRE(eventually(5s, [&] {
    queue = ops.json({"locks", "payroll"});
    return queue["waiters"].empty() && !queue["holders"].empty() &&
           queue["holders"][0]["node"] == "other";
  }));
  CHECK(queue["holders"][0]["token"].get<std::uint64_t>() > token);
  CHECK_THAT(read_text(place / "log"), Contains("the disk burns"));
  CHECK(ops.json({"elections"})["elections"].is_array());
  CHECK_THAT(ops.refusal({"elections", "nobody"}, 1), Contains("nobody campaigns"));
}

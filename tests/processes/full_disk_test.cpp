// SPDX-License-Identifier: BSD-3-Clause
#include "../support/small_file_system.hpp"
#include "support/answers.hpp"
#include "support/child_process.hpp"
#include "support/free_endpoint.hpp"
#include "support/temp_directory.hpp"

#include <catch2/catch.hpp>

using namespace ringleader;
using namespace std::chrono_literals;
using Catch::Matchers::Contains;

namespace {

/// Locks what nobody else wants, under long names, until the node cannot store it; the largest
/// token that it acknowledged.
std::uint64_t lock_until_full(child_process& node) {
  std::uint64_t largest = 0;
  for (int i = 0; i < 4000 && node.runs(); ++i) {
    // A slow machine may refuse one in between; only the end of the node is the end.
    auto token =
      token_of(node.ask("lock " + std::string(200, 'x') + std::to_string(i) + " 0 0", 8s));
    largest = std::max(largest, token);
  }
  return largest;
}

/// The first token that a node grants once it is there.
std::uint64_t first_token(child_process& node) {
  std::uint64_t token = 0;
  eventually(15s, [&] { return (token = token_of(node.ask("lock payroll 0 0", 8s))) > 0; });
  return token;
}

} // namespace

TEST_CASE(
  "a node on a full disk stops with what to do, and goes on where it was once there is room",
  "[full]") {
  small_file_system disk{32}; // 16 of them the journal
  if (!disk.ok()) {
    WARN("skipped: " << disk.why());
    return;
  }
  temp_directory place;
  command_line command{RINGLEADER_PROCESS_NODE,    "--name",     "solo",       "--listen",
                       to_string(free_endpoint()), "--data-dir", disk / "data"};
  std::uint64_t largest = 0;
  {
    child_process node{command, place / "log"};
    REQUIRE(first_token(node) > 0);
    disk.fill();
    largest = lock_until_full(node);
    auto end = node.wait_exit(20s);
    INFO(read_text(place / "log"));
    REQUIRE(end);
    CHECK(*end == exit_with(1));
    CHECK_THAT(read_text(place / "log"),
               Contains("disk_full") && Contains("make room on the disk"));
  }
  disk.make_room();
  child_process node{command, place / "again"};
  CHECK(first_token(node) > largest);
  CHECK(node.ask("lock more 0 0", 8s) != "");
}

TEST_CASE("a node whose data file may not grow stops with the option that helps", "[full]") {
  temp_directory place;
  auto with_room = [&](const std::string& mib) {
    return command_line{RINGLEADER_PROCESS_NODE,
                        "--name",
                        "solo",
                        "--listen",
                        to_string(free_endpoint()),
                        "--data-dir",
                        place / "data",
                        "--data-max-mib",
                        mib};
  };
  std::uint64_t largest = 0;
  {
    child_process node{with_room("1"), place / "log"};
    REQUIRE(first_token(node) > 0);
    largest = lock_until_full(node);
    auto end = node.wait_exit(20s);
    INFO(read_text(place / "log"));
    REQUIRE(end);
    CHECK(*end == exit_with(1));
    CHECK_THAT(read_text(place / "log"), Contains("disk_full") && Contains("--data-max-mib"));
  }
  CHECK(largest > 0);
  child_process node{with_room("64"), place / "again"};
  CHECK(first_token(node) > largest);
}

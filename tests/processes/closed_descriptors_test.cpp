// SPDX-License-Identifier: BSD-3-Clause
#include "support/child_process.hpp"
#include "support/free_endpoint.hpp"
#include "support/temp_directory.hpp"

#include <catch2/catch.hpp>

#include <csignal>
#include <filesystem>

using namespace ringleader;
using namespace std::chrono_literals;

namespace {

/// A shell that takes the program's place after it closed some descriptors.
command_line without(const std::string& closed, const command_line& command) {
  command_line all{"/bin/sh", "-c", "exec \"$@\" " + closed, "sh"};
  all.insert(all.end(), command.begin(), command.end());
  return all;
}

/// What a process has as standard input, output or error. Files of its own there are the fault,
/// also while `verify` does not notice what was written into them.
std::string behind(pid_t process, int descriptor) {
  std::error_code none;
  auto link = "/proc/" + std::to_string(process) + "/fd/" + std::to_string(descriptor);
  return std::filesystem::read_symlink(link, none).string();
}

} // namespace

TEST_CASE("a node and its subcommands started with closed descriptors leave their files sound",
          "[closed]") {
  for (std::string closed : {"<&-", ">&-", "2>&-", "<&- >&- 2>&-"}) {
    INFO(closed);
    temp_directory place;
    auto at = to_string(free_endpoint());
    std::string data = place / "data";
    // The scheduler's body does not read its standard input, so that it serves without one.
    command_line scheduler{RINGLEADER_SCHEDULER, "--listen",   at,  "--journal",
                           place / "journal",    "--data-dir", data};
    {
      child_process node{without(closed, scheduler), place / "log"};
      command_line ask{RINGLEADER_SCHEDULER, "status", "--at", at};
      CHECK(eventually(8s, [&] {
        auto asked = run_to_end(ask, place / "status", 5s);
        return asked.end && *asked.end == exit_with(0);
      }));
      for (int descriptor = 0; descriptor <= 2; ++descriptor) {
        auto file = behind(node.pid(), descriptor);
        CHECK(!file.empty());
        CHECK(file.find(data) == std::string::npos);
      }
      node.send_signal(SIGTERM);
      auto end = node.wait_exit(8s);
      REQUIRE(end);
      CHECK(*end == exit_with(0));
    }
    command_line verify{RINGLEADER_SCHEDULER, "verify", "--data-dir", data};
    for (auto& command : {without(closed, verify), verify}) {
      auto checked = run_to_end(command, place / "verify", 8s);
      REQUIRE(checked.end);
      INFO(checked.output << checked.complaint);
      CHECK(*checked.end == exit_with(0));
    }
  }
}

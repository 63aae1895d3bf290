// SPDX-License-Identifier: BSD-3-Clause
// What becomes of a node's surroundings while it runs: programs that it starts, a log whose reader
// goes away or whose file is renamed.
#include "support/cluster.hpp"
#include "support/free_endpoint.hpp"

#include <catch2/catch.hpp>

#include <csignal>
#include <cstdio>
#include <fstream>

using namespace ringleader;
using namespace std::chrono_literals;
using Catch::Matchers::Contains;

namespace {

/// The words of a shell, with the program under the name of $0.
command_line in_shell(const std::string& script, const command_line& options) {
  command_line command{"/bin/bash", "-c", script, RINGLEADER_PROCESS_NODE};
  command.insert(command.end(), options.begin(), options.end());
  return command;
}

command_line alone_on(const std::string& data, const endpoint& at) {
  return {"--name", "solo", "--listen", to_string(at), "--data-dir", data};
}

} // namespace

TEST_CASE("a program that a node starts inherits nothing of it", "[surroundings]") {
  cluster all{3};
  all.start_all();
  REQUIRE(all.settled({"a", "b", "c"}, 15s));
  auto inherited = all["a"].ask("descriptors");
  CHECK_THAT(inherited, !Contains("socket") && !Contains(all["a"].data_directory()) &&
                          !Contains("anon_inode"));
  CHECK_THAT(inherited, Contains("pipe")); // so they were listed
}

TEST_CASE("a node outlives the reader of its log", "[surroundings]") {
  temp_directory place;
  auto at = free_endpoint();
  child_process node{
    in_shell("exec \"$0\" \"$@\" 2> >(head -n 1 >/dev/null)", alone_on(place / "data", at)),
    place / "log"};
  REQUIRE(node.ask("ask alice 1", 10s) == "value 1");
  command_line louder{RINGLEADER_PROCESS_NODE, "log-level", "trace", "--at", to_string(at)};
  auto done = run_to_end(louder, place / "louder", 5s);
  REQUIRE(done.end);
  CHECK(*done.end == exit_with(0));
  CHECK(done.output == "log levels: trace\n");
  CHECK(node.ask("ask alice 1", 5s) == "value 2");
  CHECK_FALSE(node.wait_exit(1s));
}

TEST_CASE("SIGHUP begins the log file anew where it was renamed", "[surroundings]") {
  temp_directory place;
  auto file = place / "node.log";
  auto options = alone_on(place / "data", free_endpoint());
  options.insert(options.end(), {"--log-file", file});
  options.insert(options.begin(), RINGLEADER_PROCESS_NODE);
  child_process node{options, place / "log"};
  REQUIRE(node.ask("ask alice 1", 10s) == "value 1");
  auto first = read_text(file);
  CHECK_THAT(first, Contains("started"));
  REQUIRE(std::rename(file.c_str(), (place / "old.log").c_str()) == 0);
  node.send_signal(SIGHUP);
  CHECK(eventually(5s, [&] { return std::ifstream{file}.good(); }));
  node.send_signal(SIGTERM);
  REQUIRE(node.wait_exit(10s));
  CHECK_THAT(read_text(file), Contains("leaving"));
  CHECK_THAT(read_text(place / "old.log"), Contains("started") && !Contains("leaving"));
}

// SPDX-License-Identifier: BSD-3-Clause
#include "support/child_process.hpp"
#include "support/free_endpoint.hpp"
#include "support/temp_directory.hpp"

#include <catch2/catch.hpp>

#include <algorithm>

using namespace ringleader;
using namespace std::chrono_literals;
using Catch::Matchers::Contains;

namespace {

struct wrong_start {
  command_line options;
  std::string says; // part of the complaint
};

std::ostream& operator<<(std::ostream& out, const wrong_start& w) {
  for (auto& word : w.options) out << word << ' ';
  return out;
}

std::string eight_founders() {
  std::string list;
  for (int port = 4700; port < 4708; ++port)
    list += (list.empty() ? "" : ",") + ("127.0.0.1:" + std::to_string(port));
  return list;
}

} // namespace

TEST_CASE("a wrong option ends a start with status 2 and one line that says what to do",
          "[options]") {
  temp_directory place;
  write_text(place / "unknown.conf", "wieght = 2\n");
  write_text(place / "bad.conf", "weight = heavy\n");
  auto at = "127.0.0.1:4700";
  const std::vector<wrong_start> all{
    {{"--bogus"}, "unknown option --bogus; see --help"},
    {{"--weight", "heavy"}, "--weight"},
    {{"--weight"}, "--weight"},
    {{"--listen", "nowhere"}, "--listen"},
    {{"--session-ttl", "10ms"}, "--session-ttl 10ms is too short"},
    {{"--founders", at, "--seeds", at}, "exclude each other"},
    {{"--founders", "127.0.0.1:1,127.0.0.1:2,127.0.0.1:3"}, "does not name this node"},
    {{"--listen", "0.0.0.0:4700"}, "--insecure on a network that you trust"},
    {{"--tls-cert", "x.pem"}, "give all three"},
    {{"--options-file", place / "missing.conf"}, "cannot read the options file"},
    {{"--options-file", place / "unknown.conf"}, "wieght"},
    {{"--options-file", place / "bad.conf"}, "weight in"},
    {{"statsu"}, "unknown subcommand 'statsu'"},
    // Each of these aborted a node once.
    {{"--heartbeat", "90ms"}, "--heartbeat 90ms is too long; it must be 1ms to 66.666ms, a third"},
    {{"--election-timeout", "5ms", "--heartbeat", "1ms"}, "--election-timeout 5ms is too short"},
    {{"--session-ttl", "30m", "--lease-margin", "2m"}, "--session-ttl 30m is too long"},
    {{"--founders", eight_founders()}, "--founders names 8 nodes; it must name 1 to 7"},
    {{"--stash-max", "1000001"}, "--stash-max: '1000001' is not a whole number of 1 to 1000000"},
    {{"--idle-after", "0.5ms"}, "--idle-after 500us is too short; it must be 1ms"},
    {{"--name", "a\nb"}, "--name 'a?b'"},
  };
  for (std::size_t i = 0; i < all.size(); ++i) {
    INFO(all[i]);
    command_line command{RINGLEADER_PROCESS_NODE};
    command.insert(command.end(), all[i].options.begin(), all[i].options.end());
    auto done = run_to_end(command, place / ("log" + std::to_string(i)), 5s);
    REQUIRE(done.end);
    CHECK(*done.end == exit_with(2));
    CHECK_THAT(done.complaint, Contains(all[i].says));
    CHECK(std::count(done.complaint.begin(), done.complaint.end(), '\n') == 1);
    CHECK(done.output == "");
  }
}

TEST_CASE("--help and --version answer and end with status 0", "[options]") {
  temp_directory place;
  auto help = run_to_end({RINGLEADER_PROCESS_NODE, "--help"}, place / "help", 5s);
  REQUIRE(help.end);
  CHECK(*help.end == exit_with(0));
  CHECK_THAT(help.output, Contains("--founders") && Contains("--ledger"));
  CHECK(help.complaint == "");
  auto version = run_to_end({RINGLEADER_PROCESS_NODE, "--version"}, place / "version", 5s);
  REQUIRE(version.end);
  CHECK(*version.end == exit_with(0));
  CHECK_THAT(version.output, Contains("ringleader "));
}

TEST_CASE("a stash as large as one entity may have one is no reason to end", "[options]") {
  temp_directory place;
  child_process node{{RINGLEADER_PROCESS_NODE, "--listen", "127.0.0.1:0", "--stash-max", "200000"},
                     place / "log"};
  CHECK(node.ask("ask alice 5", 5s) == "value 5");
}

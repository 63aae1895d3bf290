// SPDX-License-Identifier: BSD-3-Clause
#include <ringleader/testkit/scenarios/scenario.hpp>

#include <catch2/catch.hpp>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <unistd.h>

using namespace ringleader::testkit;
using namespace std::chrono_literals;

namespace {

/// A scenario file that goes with the test.
struct scratch_file {
  explicit scratch_file(const std::string& text) {
    auto name = (std::filesystem::temp_directory_path() / "ringleader-scenario-XXXXXX").string();
    auto handle = mkstemp(name.data());
    REQUIRE(handle >= 0);
    close(handle);
    path = name;
    std::ofstream(path) << text;
  }
  ~scratch_file() { std::filesystem::remove(path); }
  std::string path;
};

std::string echo(const command& c) {
  if (c.name == "say") return c.words_from(0);
  if (c.name == "silent") return "";
  throw scenario_error("unknown command " + c.name);
}

} // namespace

TEST_CASE("a command is a name, words and options, and quotes keep blanks together") {
  auto c = parse_command("acquire alice lock=\"pay roll\" lease=30s permits=2 \"a=b\"", "f:3");
  CHECK(c.name == "acquire");
  CHECK(c.words == std::vector<std::string>{"alice", "a=b"});
  CHECK(c.option("lock") == "pay roll");
  CHECK(c.time("lease") == 30s);
  CHECK(c.number("permits") == 2);
  CHECK(c.number("none", 9) == 9);
  CHECK(c.where == "f:3");
  CHECK_THROWS_AS(c.word(2), scenario_error);
  CHECK_THROWS_AS(c.option("none"), scenario_error);
  CHECK_THROWS_AS(c.number("lock"), scenario_error);
}

TEST_CASE("a transcript that holds reports nothing") {
  scratch_file file{"# why\nsay a\nsay b\n----\na\nb\n\nsilent\n----\n\nwrong\n----\n"
                    "error: unknown command wrong\n"};
  CHECK(run_scenario(file.path, echo) == "");
}

TEST_CASE("a block that prints something else is reported with file, line and both outputs") {
  scratch_file file{"say a\n----\na\n\n# why\nsay b\n----\nc\n"};
  CHECK(run_scenario(file.path, echo) == file.path + ":6:\n  say b\nexpected:\nc\nactual:\nb\n");
}

TEST_CASE("a file without blocks, a block without output mark and a missing file do not pass") {
  CHECK(run_scenario(scratch_file{"# nothing\n"}.path, echo) != "");
  CHECK(run_scenario(scratch_file{"say a\n"}.path, echo) != "");
  CHECK(run_scenario(scratch_file{"say a\n\nsay b\n----\nb\n"}.path, echo) != "");
  CHECK(run_scenario(scratch_file{"----\na\n"}.path, echo) != "");
  CHECK(run_scenario("/nowhere/at/all.txt", echo) != "");
  CHECK_THROWS_AS(scenario_files("/nowhere"), scenario_error);
}

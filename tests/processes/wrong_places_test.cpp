// SPDX-License-Identifier: BSD-3-Clause
#include "support/answers.hpp"
#include "support/child_process.hpp"
#include "support/free_endpoint.hpp"
#include "support/temp_directory.hpp"

#include <catch2/catch.hpp>

#include <algorithm>

using namespace ringleader;
using namespace std::chrono_literals;
using Catch::Matchers::Contains;

namespace {

command_line node_on(const std::string& data, const std::string& at) {
  return {RINGLEADER_PROCESS_NODE, "--listen", at, "--data-dir", data};
}

/// What a start says that must fail with status 1.
std::string failed_start(const command_line& command, const std::string& log,
                         wall_clock::duration limit) {
  auto done = run_to_end(command, log, limit);
  INFO(done.complaint);
  REQUIRE(done.end);
  CHECK(*done.end == exit_with(1));
  return done.complaint;
}

/// Has run once, so that its directory holds a cluster's log.
void run_once(const std::string& data, const std::string& log) {
  child_process node{node_on(data, to_string(free_endpoint())), log};
  REQUIRE(node.ask("ask alice 1", 8s) == "value 1");
}

bool is_one_line(const std::string& text) {
  return std::count(text.begin(), text.end(), '\n') == 1;
}

} // namespace

TEST_CASE("a port or a directory that is taken ends a start with status 1 and one line",
          "[places]") {
  temp_directory place;
  auto at = to_string(free_endpoint());
  child_process node{node_on(place / "data", at), place / "log"};
  REQUIRE(node.ask("ask alice 1", 8s) == "value 1");
  auto port = failed_start(node_on(place / "other", at), place / "port", 5s);
  CHECK_THAT(port, Contains(at) && Contains("address_in_use"));
  CHECK(is_one_line(port));
  auto data =
    failed_start(node_on(place / "data", to_string(free_endpoint())), place / "data.log", 5s);
  CHECK_THAT(data, Contains(place / "data") && Contains("directory_in_use"));
  CHECK(is_one_line(data));
  CHECK(node.ask("ask alice 1", 5s) == "value 2"); // the first one noticed nothing
}

TEST_CASE("a data directory of another cluster, damaged or misplaced is refused in one line",
          "[places]") {
  temp_directory place;
  auto data = place / "data";
  run_once(data, place / "log");
  auto at = to_string(free_endpoint());

  SECTION("of another cluster") {
    auto command = node_on(data, at);
    command.insert(command.end(), {"--cluster", "staging"});
    auto said = failed_start(command, place / "said", 5s);
    CHECK_THAT(said, Contains("foreign_cluster") && Contains("staging"));
    CHECK(is_one_line(said));
  }
  SECTION("damaged") {
    std::string file;
    for (auto& entry : std::filesystem::directory_iterator{data})
      if (entry.file_size() > 8192) file = entry.path();
    REQUIRE(file != "");
    auto bytes = read_text(file);
    for (std::size_t i = 8192; i < bytes.size(); i += 512) bytes[i] ^= 0x55;
    write_text(file, bytes);
    auto said = failed_start(node_on(data, at), place / "said", 5s);
    CHECK_THAT(said, Contains(data) && Contains("(corrupt)"));
    CHECK(is_one_line(said));
  }
  SECTION("without a parent") {
    auto said = failed_start(node_on(place / "no/such", at), place / "said", 5s);
    CHECK_THAT(said, Contains("parent must exist"));
    CHECK(is_one_line(said));
  }
  SECTION("holding something else") {
    std::filesystem::create_directory(place / "mail");
    write_text(place / "mail/inbox", "hello");
    auto said = failed_start(node_on(place / "mail", at), place / "said", 5s);
    CHECK_THAT(said, Contains("name an empty directory"));
    CHECK(is_one_line(said));
  }
}

TEST_CASE("seed nodes that are down or of another cluster end a start after --join-timeout",
          "[seeds]") {
  temp_directory place;
  auto joiner = [&](const std::string& seeds) {
    return command_line{
      RINGLEADER_PROCESS_NODE, "--listen", to_string(free_endpoint()), "--seeds", seeds,
      "--join-timeout",        "2s"};
  };
  SECTION("down") {
    auto begun = wall_clock::now();
    auto said = failed_start(joiner(to_string(free_endpoint())), place / "said", 8s);
    CHECK_THAT(said, Contains("could not join within 2s") && Contains("check --seeds"));
    CHECK(wall_clock::now() - begun < 5s);
  }
  SECTION("a founder that is missing") {
    auto own = to_string(free_endpoint()), missing = to_string(free_endpoint());
    auto said = failed_start({RINGLEADER_PROCESS_NODE, "--listen", own, "--founders",
                              own + "," + missing, "--join-timeout", "2s"},
                             place / "said", 8s);
    CHECK_THAT(said, Contains("could not join within 2s") && Contains(missing));
  }
  SECTION("a name that a live member has") {
    auto at = to_string(free_endpoint());
    child_process node{{RINGLEADER_PROCESS_NODE, "--listen", at, "--name", "a"}, place / "log"};
    REQUIRE(node.ask("ask alice 1", 8s) == "value 1");
    auto command = joiner(at);
    command.insert(command.end(), {"--name", "a"});
    auto said = failed_start(command, place / "said", 12s);
    CHECK_THAT(said, Contains("could not join within 2s") &&
                       Contains("member a still has a live session"));
    CHECK(said.find("no_quorum: no_quorum") == std::string::npos);
  }
  SECTION("of another cluster") {
    auto at = to_string(free_endpoint());
    child_process node{{RINGLEADER_PROCESS_NODE, "--listen", at, "--cluster", "staging"},
                       place / "log"};
    REQUIRE(node.ask("ask alice 1", 8s) == "value 1");
    auto said = failed_start(joiner(at), place / "said", 8s);
    CHECK_THAT(said, Contains("foreign_cluster") && Contains("to 'staging'"));
    CHECK(node.ask("ask alice 1", 5s) == "value 2");
  }
  SECTION("with another number of partitions") {
    auto at = to_string(free_endpoint());
    child_process node{{RINGLEADER_PROCESS_NODE, "--listen", at, "--partitions", "32"},
                       place / "log"};
    REQUIRE(node.ask("ask alice 1", 8s) == "value 1");
    auto said = failed_start(joiner(at), place / "said", 8s);
    CHECK_THAT(said, Contains("partition"));
    CHECK(node.ask("ask alice 1", 5s) == "value 2");
  }
}

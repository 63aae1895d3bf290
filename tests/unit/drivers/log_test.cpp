// SPDX-License-Identifier: BSD-3-Clause
#include "store_fixture.hpp"

#include <ringleader/drivers/log/logging.hpp>

#include <catch2/catch.hpp>

using namespace ringleader;
using namespace std::chrono_literals;

namespace {

/// Collects lines as long as it lives, then the log is as at the start of the process.
class captured_log {
public:
  explicit captured_log(log::levels at = {}) {
    log::settings wanted;
    wanted.at = at;
    wanted.node = "a";
    wanted.sink = [this](const std::string& line) { lines.push_back(line); };
    EXPECTS(log::configure(wanted));
  }
  ~captured_log() { EXPECTS(log::configure({})); }

  std::vector<std::string> lines;
};

struct costly {
  int* printed;
};

std::string to_string(const costly& x) {
  ++*x.printed;
  return "costly";
}

} // namespace

TEST_CASE("a line is level, area, quoted text, node, then key=value") {
  captured_log log;
  log::info(log::area::raft, "became leader", {{"term", raft_term{3}}, {"votes", 2}});
  REQUIRE(log.lines.size() == 1);
  CHECK(log.lines[0] == "info raft \"became leader\" node=a term=3 votes=2");
  log::set_node("b");
  log::error(log::area::store, "stopped");
  CHECK(log.lines[1] == "error store \"stopped\" node=b");
}

TEST_CASE("values are printed by their type and quoted when a reader could misread them") {
  auto print = [](auto value) {
    return log::line(log::level::info, log::area::node, "x", "", {{"v", value}});
  };
  CHECK(print(true) == "info node \"x\" v=true");
  CHECK(print(-7) == "info node \"x\" v=-7");
  CHECK(print(std::uint8_t{200}) == "info node \"x\" v=200");
  CHECK(print(duration{1500ms}) == "info node \"x\" v=1.5s");
  CHECK(print("plain") == "info node \"x\" v=plain");
  CHECK(print(std::string{"two words"}) == "info node \"x\" v=\"two words\"");
  CHECK(print(std::string{}) == "info node \"x\" v=\"\"");
  CHECK(print("a=b") == "info node \"x\" v=\"a=b\"");
  CHECK(print("say \"hi\"") == "info node \"x\" v=\"say \\\"hi\\\"\"");
  CHECK(print("two\nlines\x01") == "info node \"x\" v=\"two\\nlines\\x01\"");
}

TEST_CASE("a line below the level of its area is neither written nor its values printed") {
  captured_log log{*log::parse_levels("warn,raft=debug")};
  int printed = 0;
  log::info(log::area::locks, "quiet", {{"x", costly{&printed}}});
  log::trace(log::area::raft, "quiet", {{"x", costly{&printed}}});
  CHECK(printed == 0);
  log::debug(log::area::raft, "heard", {{"x", costly{&printed}}});
  log::warn(log::area::locks, "heard");
  CHECK(printed == 1);
  CHECK(log.lines.size() == 2);
  log::set_level(log::area::locks, log::level::info);
  log::info(log::area::locks, "heard");
  log::set_level(log::area::locks, log::level::off);
  log::error(log::area::locks, "quiet");
  CHECK(log.lines.size() == 3);
}

TEST_CASE("level texts read back, and a wrong one is answered with the right ones") {
  auto parsed = log::parse_levels("raft=debug,transport=warn");
  REQUIRE(parsed);
  CHECK((*parsed)[log::area::raft] == log::level::debug);
  CHECK((*parsed)[log::area::transport] == log::level::warn);
  CHECK((*parsed)[log::area::locks] == log::level::info);
  CHECK(log::print_levels(*parsed) == "info,raft=debug,transport=warn");
  CHECK(*log::parse_levels("raft=debug,error") == *log::parse_levels("error,raft=debug"));
  for (auto* text : {"info", "off", "error,node=trace,supervisor=warn"})
    CHECK(log::print_levels(*log::parse_levels(text)) == text);
  for (auto* bad : {"loud", "raft=loud", "boats=info", "raft=", "info,,info", "=info"}) {
    auto wrong = log::parse_levels(bad);
    REQUIRE_FALSE(wrong);
    CHECK(wrong.error().code == errc::invalid_option);
    CHECK(wrong.error().message.find("use one of") != std::string::npos);
  }
}

TEST_CASE("a log file is appended to, one line with a time stamp for each event") {
  temporary_directory home;
  log::settings wanted;
  wanted.file = home / "node.log";
  for (int i = 0; i < 2; ++i) {
    REQUIRE(log::configure(wanted));
    log::info(log::area::node, "started", {{"run", i}});
  }
  REQUIRE(log::configure({}));
  auto text = to_text(read_all(wanted.file));
  CHECK(std::count(text.begin(), text.end(), '\n') == 2);
  // 2026-11-23T02:00:00.123Z info node "started" run=0
  REQUIRE(text.size() > 25);
  CHECK(text[10] == 'T');
  CHECK(text.substr(23, 2) == "Z ");
  CHECK(text.find("info node \"started\" run=0\n") == 25);
  CHECK(text.find("info node \"started\" run=1\n") != std::string::npos);
}

TEST_CASE("a log file that cannot be opened is an error and the log stays as it was") {
  captured_log log;
  log::settings wanted;
  wanted.file = "/proc/no/such/file";
  auto refused = log::configure(wanted);
  REQUIRE_FALSE(refused);
  CHECK(refused.error().code == errc::io_error);
  log::info(log::area::node, "still here");
  CHECK(log.lines.size() == 1);
}

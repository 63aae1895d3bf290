// SPDX-License-Identifier: BSD-3-Clause
#include "../../support/temporary_directory.hpp"

#include <ringleader/options/configure.hpp>
#include <ringleader/options/option_table.hpp>
#include <ringleader/options/options.hpp>
#include <ringleader/options/timing_presets.hpp>

#include <catch2/catch.hpp>

#include <boost/program_options.hpp>
#include <cstdlib>

using namespace ringleader;
using namespace std::chrono_literals;
namespace po = boost::program_options;

namespace {

using words = std::vector<std::string>;
using variables = std::map<std::string, std::string>;

parsed_options parse(const words& line, const variables& environment = {}) {
  auto parsed = parse_node_options(line, environment);
  if (!parsed) FAIL(parsed.error().message);
  return *parsed;
}

/// The message of a refusal: one line.
std::string refusal(const words& line, const variables& environment = {}) {
  auto parsed = parse_node_options(line, environment);
  if (parsed) return "accepted";
  CHECK(parsed.error().code == errc::invalid_option);
  CHECK(parsed.error().message.find('\n') == std::string::npos);
  return parsed.error().message;
}

bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

} // namespace

TEST_CASE("without options a node is a cluster of its own on loopback, in memory") {
  auto node = parse({}).node;
  CHECK(to_string(node.listen) == "127.0.0.1:4700");
  CHECK(node.in_memory());
  CHECK(node.partitions == 1024);
  CHECK(node.cluster == "ringleader");
  CHECK(node.weight == 1000);
  CHECK(node.join_timeout == 60s);
  CHECK(node.election_timeout == 200ms);
  CHECK(configure(node_options{}));
}

TEST_CASE("a preset sets the four times of a cluster, and a single time goes before it") {
  for (auto* name : {"local", "lan", "wan"}) {
    auto node = parse({"--timing", name}).node;
    CHECK(configure(node));
    CHECK(timing_of(node) == name);
  }
  auto node =
    parse({"--session-ttl", "20s", "--lease-margin", "1s"}, {{"RINGLEADER_TIMING", "wan"}}).node;
  CHECK(node.session_ttl == 20s);
  CHECK(node.lease_margin == 1s);
  CHECK(node.election_timeout == 1500ms);
  CHECK(timing_of(node).empty());
  CHECK(timing_of(node_options{}) == "lan");
  CHECK(contains(refusal({"--timing", "moon"}),
                 "--timing: 'moon' is not possible; choose one of local"));
}

TEST_CASE("every default in the table reads back as itself") {
  const node_options defaults;
  for (auto& row : option_table()) {
    CAPTURE(row.name);
    auto text = row.print(defaults);
    if (text.empty()) continue;
    node_options read;
    REQUIRE(row.read(read, text, "--" + row.name));
    CHECK(row.check(read, "--" + row.name));
    CHECK(row.print(read) == text);
  }
}

TEST_CASE(
  "the command line goes before the environment, that before the file, that before defaults") {
  temporary_directory home;
  auto file = home / "node.conf";
  write_all(file, to_bytes("# a node\nname = file\nzone = file\ncluster = file # comment\n"));
  variables environment{{"RINGLEADER_NAME", "environment"},
                        {"RINGLEADER_ZONE", "environment"},
                        {"RINGLEADER_APP_VERSION", ""},
                        {"RINGLEADER_SERVICE_HOST", "10.0.0.1"},
                        {"RINGLEADER_OPTIONS_FILE", file}};
  auto node = parse({"--name", "line"}, environment).node;
  CHECK(node.name == "line");
  CHECK(node.zone == "environment");
  CHECK(node.cluster == "file");
  CHECK(node.app_version.empty());
  CHECK(node.partitions == 1024);
  CHECK(parse({"--options-file=" + file}).node.name == "file");
}

TEST_CASE("values are read by their type") {
  auto node = parse({"--listen=[::1]:0", "--seeds=a:1,b:2", "--weight=2.5", "--roles=web,db,web",
                     "--heartbeat=20ms", "--log-level=warn,raft=debug", "--json", "status"});
  CHECK(to_string(node.node.listen) == "[::1]:0");
  CHECK(node.node.seeds == std::vector<endpoint>{{"a", 1}, {"b", 2}});
  CHECK(node.node.weight == 2500);
  CHECK(node.node.roles == words{"db", "web"});
  CHECK(node.node.heartbeat == 20ms);
  CHECK(node.node.log_level[log::area::raft] == log::level::debug);
  CHECK(node.node.json);
  CHECK(node.subcommand == "status"); // a flag does not eat the word after it
}

TEST_CASE("the first word that is no option is the subcommand, what follows are its arguments") {
  auto parsed = parse({"locks", "--name", "a", "list", "--", "--all"});
  CHECK(parsed.subcommand == "locks");
  CHECK(parsed.arguments == words{"list", "--all"});
  CHECK(parse({}).subcommand.empty());
}

TEST_CASE("an unknown option is refused in one line that says what to do") {
  CHECK(refusal({"--fooo"}) == "unknown option --fooo; see --help");
  CHECK(refusal({"--fooo=3"}) == "unknown option --fooo; see --help");
  CHECK(refusal({"-x"}) == "unknown option -x; see --help");
  CHECK(refusal({"--listn", "x"}) == "unknown option --listn; see --help");
  CHECK(refusal({"--list", "127.0.0.1:1"}) == "unknown option --list; see --help"); // no guessing
  CHECK(contains(refusal({"--name"}), "see --help"));
  CHECK(contains(refusal({"--name", "a", "--name", "b"}), "more than once"));
}

TEST_CASE("a wrong value is answered with its source") {
  CHECK(contains(refusal({"--heartbeat", "5"}), "--heartbeat: '5' is not a duration"));
  CHECK(contains(refusal({}, {{"RINGLEADER_PARTITIONS", "0"}}),
                 "RINGLEADER_PARTITIONS: '0' is not a whole number of 1 to 65536"));
  temporary_directory home;
  auto file = home / "node.conf";
  write_all(file, to_bytes("weight = heavy\n"));
  CHECK(contains(refusal({"--options-file", file}), "weight in " + file + ": 'heavy'"));
  write_all(file, to_bytes("fooo = 1\n"));
  CHECK(contains(refusal({"--options-file", file}), "fooo in " + file));
  write_all(file, to_bytes("help = true\n"));
  CHECK(contains(refusal({"--options-file", file}), "help in " + file));
  CHECK(contains(refusal({"--options-file", home / "missing"}), "cannot read the options file"));
  for (auto& bad : std::vector<words>{{"--weight", "1.0005"},
                                      {"--weight", "-1"},
                                      {"--weight", "100.001"},
                                      {"--placement", "Ring"},
                                      {"--seeds", "a:1,a:1"},
                                      {"--seeds", "a:1,,b:2"},
                                      {"--seeds", "a:0"},
                                      {"--listen", "here"},
                                      {"--partitions", "1e3"},
                                      {"--roles", "a b"},
                                      {"--json=maybe"},
                                      {"--log-level", "loud"},
                                      {"--join-timeout", "25h"},
                                      {"--advertise", "0.0.0.0:1"}})
    CHECK(contains(refusal(bad), bad[0].substr(0, bad[0].find('='))));
}

TEST_CASE("options that contradict each other are refused") {
  CHECK(
    contains(refusal({"--founders", "127.0.0.1:4700", "--seeds", "b:1"}), "exclude each other"));
  CHECK(contains(refusal({"--founders", "a:1,b:2"}), "does not name this node"));
  CHECK(parse({"--founders", "a:1,b:2", "--advertise", "b:2"}).node.founders.size() == 2);
  CHECK(contains(refusal({"--listen", "10.0.0.1:1"}), "loopback only"));
  CHECK(parse({"--listen", "10.0.0.1:1", "--insecure"}).node.insecure);
  CHECK(
    contains(refusal({"--listen", "0.0.0.0:1", "--insecure", "--seeds", "a:1"}), "--advertise"));
  CHECK(contains(refusal({"--tls-cert", "x"}), "all three"));
  words tls{"--tls-cert", "x", "--tls-key", "y", "--tls-ca", "z"};
  CHECK(parse(tls).node.has_tls());
  tls.push_back("--insecure");
  CHECK(contains(refusal(tls), "exclude each other"));
}

TEST_CASE("times that would break a lease are refused with the bound") {
  CHECK(contains(refusal({"--session-ttl", "1599ms"}), "at least 8 times that, 1.6s"));
  CHECK(parse({"--session-ttl", "1600ms"}).node.session_ttl == 1600ms);
  CHECK(contains(refusal({"--lease-margin", "79ms"}), "4 % of that, 80ms"));
  CHECK(parse({"--lease-margin", "80ms"}).node.lease_margin == 80ms);
  CHECK(contains(refusal({"--lease-margin", "501ms"}), "at most 1/4 of that, 500ms"));
  CHECK(parse({"--lease-margin", "500ms"}).node.lease_margin == 500ms);
  CHECK(contains(refusal({"--heartbeat", "67ms"}), "a third of --election-timeout 200ms"));
  CHECK(parse({"--heartbeat", "66ms"}).node.heartbeat == 66ms);
}

TEST_CASE("help names every option and nothing else is judged") {
  auto parsed = parse({"--help", "--heartbeat", "never"});
  CHECK(parsed.help);
  for (auto& row : option_table()) CHECK(contains(parsed.help_text, "--" + row.name));
  CHECK(contains(parsed.help_text, "Default: 50ms."));
  CHECK(parse({"--version"}).version);
  CHECK(parse({"-h"}).help);
}

TEST_CASE("an application's own options come from the command line and the file") {
  temporary_directory home;
  write_all(home / "node.conf", to_bytes("branch = file\ncity = file\nzone = file\n"));
  po::options_description own{"Bank"};
  own.add_options()("branch", po::value<std::string>()->default_value("none"), "which branch")(
    "city", po::value<std::string>()->default_value("none"),
    "where")("limit", po::value<int>()->default_value(7), "how much");
  auto parsed =
    parse_node_options({"--branch", "line", "--options-file", home / "node.conf"}, {}, own);
  REQUIRE(parsed);
  CHECK(parsed->application["branch"].as<std::string>() == "line");
  CHECK(parsed->application["city"].as<std::string>() == "file");
  CHECK(parsed->application["limit"].as<int>() == 7);
  CHECK(parsed->node.zone == "file");
  CHECK(contains(parsed->help_text, "which branch"));
  auto wrong = parse_node_options({"--limit", "x"}, {}, own);
  REQUIRE_FALSE(wrong);
  CHECK(wrong.error().code == errc::invalid_option);
}

TEST_CASE("a node is named and reached by what it advertises unless it is told otherwise") {
  node_options options;
  endpoint bound{"127.0.0.1", 4711};
  CHECK(advertised_endpoint(options, bound) == bound);
  CHECK(node_name(options, bound) == "127.0.0.1:4711");
  options.advertise = endpoint{"a", 1};
  options.name = "alice";
  CHECK(advertised_endpoint(options, bound) == endpoint{"a", 1});
  CHECK(node_name(options, bound) == "alice");
  for (auto* host : {"127.0.0.1", "127.1.2.3", "::1", "localhost"}) CHECK(is_loopback(host));
  for (auto* host : {"10.0.0.1", "0.0.0.0", "::", "example.org"}) CHECK_FALSE(is_loopback(host));
}

TEST_CASE("docs/configuration.md is what the table says") {
  auto path = std::string{RINGLEADER_SOURCE_DIR} + "/docs/configuration.md";
  if (std::getenv("RINGLEADER_WRITE_DOCS") != nullptr)
    write_all(path, to_bytes(configuration_page()));
  CHECK(to_text(read_all(path)) == configuration_page());
}

TEST_CASE("a flag is true or false in the environment and in the file") {
  temporary_directory home;
  write_all(home / "node.conf", to_bytes("json = true\ninsecure = false\n"));
  auto node = parse({"--options-file", home / "node.conf"}).node;
  CHECK(node.json);
  CHECK_FALSE(node.insecure);
  CHECK(parse({}, {{"RINGLEADER_JSON", "true"}}).node.json);
  CHECK(contains(refusal({}, {{"RINGLEADER_JSON", "yes"}}), "RINGLEADER_JSON"));
}

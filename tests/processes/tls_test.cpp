// SPDX-License-Identifier: BSD-3-Clause
#include "support/answers.hpp"
#include "support/cluster.hpp"
#include "support/free_endpoint.hpp"

#include <ringleader/actors/control_log/wire.hpp>
#include <ringleader/base/codec/encoder.hpp>
#include <ringleader/drivers/net/client.hpp>
#include <ringleader/drivers/net/port_law.hpp>

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

using namespace ringleader;
using namespace std::chrono_literals;
using Catch::Matchers::Contains;

namespace {

/// Starts a node that wants to join through `seed`, with time enough to be refused on a busy host.
std::unique_ptr<child_process> start_stranger(const cluster& all, const test_node& seed,
                                              const std::string& name,
                                              const command_line& credentials) {
  command_line command{RINGLEADER_PROCESS_NODE,    "--name",         name, "--listen",
                       to_string(free_endpoint()), "--partitions",   "64", "--seeds",
                       to_string(seed.at()),       "--join-timeout", "8s"};
  command.insert(command.end(), credentials.begin(), credentials.end());
  return std::make_unique<child_process>(command, all.place() / (name + ".log"));
}

} // namespace

TEST_CASE("nodes with certificates form a cluster, and it refuses all who have none for their name",
          "[tls]") {
  certificate_authority prod, other;
  cluster all{3, &prod};
  all.start_all();
  REQUIRE(all.settled({"a", "b", "c"}, 30s));
  for (int i = 0; i < 6; ++i) REQUIRE(all["a"].ask("ask " + key(i) + " 1") == "value 1");

  auto tls = [](const net::tls_files& files) { return cluster::tls_options(files); };
  std::map<std::string, std::unique_ptr<child_process>> strangers;
  auto start = [&](const std::string& name, const command_line& credentials) {
    strangers[name] = start_stranger(all, all["a"], name, credentials);
  };
  start("bare", {});
  start("foreign", tls(other.issue("ringleader:ringleader/node/foreign")));
  start("misnamed", tls(prod.issue("ringleader:ringleader/node/somebody")));
  start("client", tls(prod.issue("ringleader:ringleader/client/client")));
  for (auto& [name, process] : strangers) {
    INFO(name << ": " << read_text(all.place() / (name + ".log")));
    auto end = process->wait_exit(40s);
    REQUIRE(end);
    CHECK(*end == exit_with(1));
    CHECK_THAT(read_text(all.place() / (name + ".log")), Contains("could not join within 8s"));
  }
  for (std::string name : {"misnamed", "client"})
    CHECK_THAT(read_text(all.place() / (name + ".log")),
               Contains("must carry the SAN URI 'ringleader:ringleader/node/" + name + "'"));

  CHECK(all.settled({"a", "b", "c"}, 15s));
  for (int i = 0; i < 6; ++i) CHECK(all["b"].ask("ask " + key(i) + " 1") == "value 2");
  // Who has a certificate for its name is let in all the same.
  all.add_joiner("d").start();
  CHECK(all.settled({"a", "b", "c", "d"}, 20s));
}

TEST_CASE("a client's certificate reads, and what it may not ask ends its connection", "[tls]") {
  certificate_authority prod;
  cluster all{1, &prod};
  all.start_all();
  auto& node = all["a"];
  REQUIRE(all.settled({"a"}, 30s));
  auto ask = [&](peer_role role, const std::string& question) {
    auto uri = "ringleader:ringleader/" + net::to_string(role) + "/watcher";
    net::client_identity who{"ringleader", "watcher", prod.issue(uri), role};
    auto answer = net::call(who, node.at(), static_cast<std::uint8_t>(channel::admin),
                            encode(wire::admin_request{question}), 20s);
    return answer ? to_text(*answer) : to_string(answer.error());
  };
  auto violations = [&] { return all.status(node)["port"]["violations"].get<int>(); };
  auto level = ask(peer_role::admin, "log-level info");
  REQUIRE_THAT(level, Contains("log_level"));
  int refused = 0;
  for (auto& each : net::question_kinds) {
    std::string question{each.verb};
    if (question == "lock" || question == "election") question += " payroll";
    if (question == "log-level") question += " trace";
    if (question == "force-release") question += R"( {"name": "x", "token": 1, "reason": "y"})";
    INFO(question);
    auto answer = ask(peer_role::client, question);
    if (each.reads) {
      CHECK(answer.find("may not ask") == std::string::npos);
      CHECK(nlohmann::json::parse(answer, nullptr, false).is_object());
    } else {
      CHECK_THAT(answer, Contains("a client may not ask '" + std::string(each.verb) + "'"));
      CHECK(violations() == ++refused);
    }
  }
  CHECK_THAT(ask(peer_role::client, "shut-down"), Contains("may not ask"));
  CHECK_THAT(ask(peer_role::admin, "shut-down"), Contains("unknown question"));
  CHECK(violations() == refused + 1);
  CHECK(node.logged("broke the law of the port"));
  CHECK(all.settled({"a"}, 5s)); // it was not made to leave
}

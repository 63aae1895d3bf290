// SPDX-License-Identifier: BSD-3-Clause
#include "support/answers.hpp"
#include "support/cluster.hpp"
#include "support/free_endpoint.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

using namespace ringleader;
using namespace std::chrono_literals;
using Catch::Matchers::Contains;

namespace {

/// Starts a node that wants to join through `seed`.
std::unique_ptr<child_process> start_stranger(const cluster& all, const test_node& seed,
                                              const std::string& name,
                                              const command_line& credentials) {
  command_line command{RINGLEADER_PROCESS_NODE,    "--name",         name, "--listen",
                       to_string(free_endpoint()), "--partitions",   "64", "--seeds",
                       to_string(seed.at()),       "--join-timeout", "2s"};
  command.insert(command.end(), credentials.begin(), credentials.end());
  return std::make_unique<child_process>(command, all.place() / (name + ".log"));
}

} // namespace

TEST_CASE("nodes with certificates form a cluster, and it refuses all who have none for their name",
          "[tls]") {
  certificate_authority prod, other;
  cluster all{3, &prod};
  all.start_all();
  REQUIRE(all.settled({"a", "b", "c"}, 15s));
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
    auto end = process->wait_exit(10s);
    REQUIRE(end);
    CHECK(*end == exit_with(1));
    CHECK_THAT(read_text(all.place() / (name + ".log")), Contains("could not join within 2s"));
  }
  for (std::string name : {"misnamed", "client"})
    CHECK_THAT(read_text(all.place() / (name + ".log")),
               Contains("must carry the SAN URI 'ringleader:ringleader/node/" + name + "'"));

  CHECK(all.settled({"a", "b", "c"}, 5s));
  for (int i = 0; i < 6; ++i) CHECK(all["b"].ask("ask " + key(i) + " 1") == "value 2");
  // Who has a certificate for its name is let in all the same.
  all.add_joiner("d").start();
  CHECK(all.settled({"a", "b", "c", "d"}, 20s));
}

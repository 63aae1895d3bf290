// SPDX-License-Identifier: BSD-3-Clause
#include "node_trio.hpp"

#include "../../processes/support/free_endpoint.hpp"
#include "../other_process.hpp"

#include <ringleader/actors/control_log/wire.hpp>
#include <ringleader/actors/runtime/outbox.hpp>
#include <ringleader/base/expects.hpp>
#include <ringleader/drivers/net/client.hpp>

#include <nlohmann/json.hpp>

#include <sys/vfs.h>

namespace ringleader::bench {

using nlohmann::json;

namespace {

constexpr long tmpfs = 0x01021994; // TMPFS_MAGIC of linux/magic.h

/// Null if it does not answer.
json ask_as_operator(const endpoint& at, const std::string& what) {
  net::client_identity who{"", "bench", std::nullopt, peer_role::admin};
  auto answer = net::call(who, at, static_cast<std::uint8_t>(channel::admin),
                          encode(wire::admin_request{what}), std::chrono::seconds{2});
  if (!answer) return nullptr;
  return json::parse(to_text(*answer), nullptr, false);
}

} // namespace

data_place::data_place() {
  auto* wanted = std::getenv("BENCH_DATA_DIR");
  std::string pattern = std::string(wanted ? wanted : "/var/tmp") + "/ringleader-bench-XXXXXX";
  if (!::mkdtemp(pattern.data())) give_up("no directory for data; BENCH_DATA_DIR names its place");
  path_ = pattern;
  struct statfs kind {};
  if (::statfs(pattern.c_str(), &kind) != 0 || kind.f_type == tmpfs)
    give_up("a tmpfs syncs nothing: let BENCH_DATA_DIR name a place on a disk");
}

data_place::~data_place() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

std::string node_trio::default_program() { return RINGLEADER_PROCESS_NODE; }

node_trio::node_trio(const data_place& place, const timing& times, const std::string& program) {
  std::string founders;
  for (std::size_t i = 0; i < size; ++i) {
    nodes_[i].name = std::string(1, static_cast<char>('a' + i));
    nodes_[i].at = free_endpoint();
    founders += (i == 0 ? "" : ",") + to_string(nodes_[i].at);
  }
  for (auto& n : nodes_) {
    n.log = place / (n.name + ".log");
    n.command = {program,
                 "--name",
                 n.name,
                 "--listen",
                 to_string(n.at),
                 "--data-dir",
                 place / (n.name + ".data"),
                 "--founders",
                 founders,
                 "--partitions",
                 "64",
                 "--heartbeat",
                 to_string(times.heartbeat),
                 "--election-timeout",
                 to_string(times.election_timeout)};
  }
  for (std::size_t i = 0; i < size; ++i) start(i);
  await_leader(std::chrono::seconds{30});
}

void node_trio::start(std::size_t i) {
  auto& n = nodes_.at(i);
  n.process.reset();
  n.process = std::make_unique<child_process>(n.command, n.log);
}

void node_trio::tell(std::size_t i, const std::string& command) {
  auto answer = ask_as_operator(nodes_.at(i).at, command);
  if (!answer.is_object() || answer.contains("error"))
    give_up(("it was refused: " + command + ": " + answer.dump()).c_str());
}

std::optional<std::size_t> node_trio::leader() {
  std::optional<std::string> agreed;
  for (auto& n : nodes_) {
    if (!n.process || !n.process->runs()) continue;
    auto seen = ask_as_operator(n.at, "status");
    if (!seen.is_object()) return std::nullopt;
    auto leads = seen.at("control").at("leader").get<std::string>();
    auto members = 0;
    for (auto& m : seen.at("members"))
      if (m.at("state") == "up") ++members;
    if (members < static_cast<int>(size) || leads.empty() || (agreed && *agreed != leads))
      return std::nullopt;
    agreed = leads;
  }
  for (std::size_t i = 0; i < size; ++i)
    if (agreed && nodes_[i].name == *agreed) return i;
  return std::nullopt;
}

std::size_t node_trio::await_leader(wall_clock::duration limit) {
  std::optional<std::size_t> found;
  eventually(limit, [&] { return (found = leader()).has_value(); });
  if (!found) give_up("the nodes did not become one cluster");
  return *found;
}

double figure(const std::string& line, const std::string& key) {
  auto at = line.find(' ' + key + '=');
  if (at == std::string::npos) give_up(("a node said '" + line + "'").c_str());
  return std::stod(line.substr(at + key.size() + 2));
}

} // namespace ringleader::bench

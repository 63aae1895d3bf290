// SPDX-License-Identifier: BSD-3-Clause
#include <ringleader/actors/control_log/wire.hpp>
#include <ringleader/actors/runtime/outbox.hpp>
#include <ringleader/drivers/net/client.hpp>

#include "cluster.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include <iostream>

namespace ringleader {

using nlohmann::json;

namespace {

constexpr auto partition_count = "64"; // small, for short tables in answers

// Twice the defaults: other processes of a small machine hold up a node for longer than the
// default election timeout now and then.
const command_line patient{"--heartbeat",   "100ms",  "--election-timeout", "400ms",
                           "--session-ttl", "3200ms", "--lease-margin",     "130ms"};

bool test_failed() {
  return std::uncaught_exceptions() > 0 || !Catch::getResultCapture().lastAssertionPassed();
}

const json* find_member(const json& status, const std::string& name) {
  for (auto& m : status.at("members"))
    if (m.at("name") == name) return &m;
  return nullptr;
}

} // namespace

test_node::test_node(const temp_directory& directory, std::string name, node_place place)
  : program(RINGLEADER_PROCESS_NODE), name_(std::move(name)), place_(std::move(place)),
    data_(directory / (name_ + ".data")), log_(directory / (name_ + ".log")) {}

void test_node::start() {
  auto command = place_.within;
  command.insert(command.end(), {program, "--name", name_, "--listen", to_string(at())});
  if (!in_memory) command.insert(command.end(), {"--data-dir", data_});
  if (advertised() != at()) command.insert(command.end(), {"--advertise", to_string(advertised())});
  command.insert(command.end(), place_.options.begin(), place_.options.end());
  command.insert(command.end(), options.begin(), options.end());
  process_.reset(); // its directory is free before the next start wants it
  process_ = std::make_unique<child_process>(command, log_);
}

child_process& test_node::process() {
  EXPECTS(process_);
  return *process_;
}

std::string test_node::ask(const std::string& line, wall_clock::duration limit) {
  return process().ask(line, limit);
}

cluster::cluster(std::size_t founders, certificate_authority* authority, placing where)
  : authority_(authority), where_(std::move(where)) {
  if (authority_) admin_ = authority_->issue("ringleader:ringleader/admin/test");
  for (std::size_t i = 0; i < founders; ++i) {
    std::string name(1, static_cast<char>('a' + i));
    nodes_.push_back(std::make_unique<test_node>(place_, name, where_(name)));
    founders_ += (i == 0 ? "" : ",") + to_string(nodes_.back()->advertised());
  }
  for (auto& node : nodes_) {
    node->options = shared_options(node->name());
    node->options.insert(node->options.end(), {"--founders", founders_});
  }
}

cluster::~cluster() {
  if (!test_failed()) return;
  for (auto& node : nodes_)
    std::cerr << "---- log of node " << node->name() << " at " << to_string(node->at()) << "\n"
              << node->log();
}

command_line cluster::shared_options(const std::string& name) {
  command_line all{"--partitions", partition_count, "--ledger", ledger(), "--pulse", pulse()};
  all.insert(all.end(), patient.begin(), patient.end());
  if (!authority_) return all;
  auto tls = tls_options(authority_->issue("ringleader:ringleader/node/" + name));
  all.insert(all.end(), tls.begin(), tls.end());
  return all;
}

command_line cluster::tls_options(const net::tls_files& files) {
  return {"--tls-cert", files.certificate, "--tls-key", files.key, "--tls-ca", files.authority};
}

test_node& cluster::operator[](const std::string& name) {
  for (auto& node : nodes_)
    if (node->name() == name) return *node;
  FAIL("no node is called '" << name << "'");
  return *nodes_.front();
}

test_node& cluster::add_joiner(const std::string& name) {
  nodes_.push_back(std::make_unique<test_node>(place_, name, where_(name)));
  auto& node = *nodes_.back();
  node.options = shared_options(name);
  node.options.insert(node.options.end(), {"--seeds", founders_});
  return node;
}

void cluster::start_all() {
  for (auto& node : nodes_) node->start();
}

json cluster::status(const test_node& node) { return tell(node, "status"); }

json cluster::tell(const test_node& node, const std::string& question) {
  net::client_identity who{"", "test", admin_, peer_role::admin};
  if (admin_) who.cluster_name = "ringleader";
  auto answer = net::call(who, node.at(), static_cast<std::uint8_t>(channel::admin),
                          encode(wire::admin_request{question}), std::chrono::seconds{2});
  if (!answer) return nullptr;
  return json::parse(to_text(*answer), nullptr, false);
}

std::optional<std::string> cluster::leader(const std::set<std::string>& among) {
  std::optional<std::string> agreed;
  for (auto& name : among) {
    auto seen = status((*this)[name]);
    if (!seen.is_object()) return std::nullopt;
    auto leads = seen.at("control").at("leader").get<std::string>();
    if (leads.empty() || (agreed && *agreed != leads)) return std::nullopt;
    agreed = leads;
  }
  return agreed;
}

bool cluster::is_settled(const std::set<std::string>& names, int owned_min) {
  std::optional<json> first;
  for (auto& name : names) {
    auto seen = status((*this)[name]);
    if (!seen.is_object()) return false;
    auto& control = seen.at("control");
    auto& partitions = seen.at("partitions");
    if (control.at("leader") == "" || partitions.at("count") == 0 ||
        partitions.at("ownerless") != 0 || !partitions.at("moves").empty())
      return false;
    std::set<std::string> up;
    for (auto& m : seen.at("members"))
      if (m.at("state") == "up") up.insert(m.at("name").get<std::string>());
    if (up != names) return false;
    for (auto& each : names)
      if (find_member(seen, each)->at("partitions") < owned_min) return false;
    if (!first) first = seen;
    auto& of_first = first->at("control");
    if (control.at("leader") != of_first.at("leader") ||
        control.at("applied_index") != of_first.at("applied_index") ||
        seen.at("members") != first->at("members") || seen.at("cluster") != first->at("cluster"))
      return false;
  }
  return true;
}

bool cluster::settled(const std::set<std::string>& names, wall_clock::duration limit) {
  return eventually(limit, [&] { return is_settled(names, 0); });
}

bool cluster::balanced(const std::set<std::string>& names, wall_clock::duration limit) {
  return eventually(limit, [&] { return is_settled(names, 1); });
}

int cluster::owned(const std::string& seen_by, const std::string& name) {
  auto seen = status((*this)[seen_by]);
  if (!seen.is_object()) return -1;
  auto* m = find_member(seen, name);
  return m == nullptr ? 0 : m->at("partitions").get<int>();
}

} // namespace ringleader

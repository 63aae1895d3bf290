// SPDX-License-Identifier: BSD-3-Clause
#include <ringleader/base/match.hpp>
#include <ringleader/routing/events.hpp>

#include <tuple>

namespace ringleader::routing {

bool operator==(const submit& a, const submit& b) {
  return std::tie(a.id, a.sender, a.type, a.key, a.patience, a.asks, a.bytes) ==
         std::tie(b.id, b.sender, b.type, b.key, b.patience, b.asks, b.bytes);
}
bool operator==(const handed_over& a, const handed_over& b) {
  return std::tie(a.id, a.code, a.bytes) == std::tie(b.id, b.code, b.bytes);
}
bool operator==(const weighed& a, const weighed& b) {
  return std::tie(a.id, a.bytes) == std::tie(b.id, b.bytes);
}
bool operator==(const answered& a, const answered& b) {
  return std::tie(a.number, a.from, a.code) == std::tie(b.number, b.from, b.code);
}
bool operator==(const registry_seen& a, const registry_seen& b) {
  return std::tie(a.index, a.reset, a.leader_known, a.membership, a.members, a.table) ==
         std::tie(b.index, b.reset, b.leader_known, b.membership, b.members, b.table);
}
bool operator==(const peer_up& a, const peer_up& b) { return a.store == b.store; }
bool operator==(const peer_down& a, const peer_down& b) { return a.store == b.store; }
bool operator==(const lease_seen& a, const lease_seen& b) {
  return std::tie(a.session, a.until) == std::tie(b.session, b.until);
}
bool operator==(const assignment_asked&, const assignment_asked&) { return true; }
bool operator==(const partition_empty& a, const partition_empty& b) {
  return std::tie(a.partition, a.epoch) == std::tie(b.partition, b.epoch);
}
bool operator==(const report_concluded& a, const report_concluded& b) {
  return std::tie(a.partition, a.move, a.taken) == std::tie(b.partition, b.move, b.taken);
}
bool operator==(const tick&, const tick&) { return true; }
bool operator==(const stop&, const stop&) { return true; }

std::string to_string(const event& what) {
  return match(
    what,
    [](const submit& e) {
      return "submit message=" + to_string(e.id) + " sender=" + std::to_string(e.sender) +
             " type=" + to_hex(e.type) + " key=" + to_hex(e.key) +
             " patience=" + ringleader::to_string(e.patience) + (e.asks ? " asks" : "");
    },
    [](const handed_over& e) {
      return "handed_over message=" + to_string(e.id) + " " + to_string(e.code);
    },
    [](const weighed& e) {
      return "weighed message=" + to_string(e.id) + " bytes=" + std::to_string(e.bytes);
    },
    [](const answered& e) {
      return "answered number=" + to_hex(e.number) + " from=" + to_string(e.from) + " " +
             to_string(e.code);
    },
    [](const registry_seen& e) {
      return "registry index=" + to_string(e.index) + (e.reset ? " reset" : "") +
             (e.leader_known ? " led" : "") + " members=" + to_string(e.members->version) +
             " table=" + to_string(e.table->version);
    },
    [](const peer_up& e) { return "peer_up " + to_string(e.store); },
    [](const peer_down& e) { return "peer_down " + to_string(e.store); },
    [](const lease_seen& e) {
      return "lease session=" + to_string(e.session) +
             " until=" + ringleader::to_string(e.until.time_since_epoch());
    },
    [](const assignment_asked&) { return std::string{"assignment_asked"}; },
    [](const partition_empty& e) {
      return "partition_empty " + to_string(e.partition) + " epoch=" + to_string(e.epoch);
    },
    [](const report_concluded& e) {
      return "report_concluded " + to_string(e.partition) + " move=" + to_string(e.move) +
             (e.taken ? " taken" : " not taken");
    },
    [](const tick&) { return std::string{"tick"}; },
    [](const stop&) { return std::string{"stop"}; });
}

} // namespace ringleader::routing

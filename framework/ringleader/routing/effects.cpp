// SPDX-License-Identifier: BSD-3-Clause
#include <ringleader/base/match.hpp>
#include <ringleader/routing/effects.hpp>

#include <tuple>

namespace ringleader::routing {

namespace {

std::string text(const std::map<partition_id, partition_epoch>& of) {
  std::string all;
  for (const auto& [partition, epoch] : of)
    all += (all.empty() ? "" : ",") + to_string(partition) + ":" + to_string(epoch);
  return all.empty() ? "none" : all;
}

} // namespace

const char* text_of(cause why) {
  switch (why) {
  case cause::stash_full: return "too many messages wait for an owner";
  case cause::too_many_pending: return "too many requests wait for an answer";
  case cause::way_refused: return "the way to the owner is full";
  case cause::no_owner: return "no owner took the message in time";
  case cause::no_leader:
    return "no control leader is known, and the owner of the key does not answer";
  case cause::peer_lost: return "the owner's node went away before it answered";
  case cause::no_answer: return "no answer in time";
  case cause::overtaken: return "the owner of the key lost its lease, or stops";
  case cause::pending_at_stop: return "the router was rebuilt before the answer came";
  case cause::waiting_at_stop: return "the router is being rebuilt";
  case cause::too_large:
    return "a message to another node has 4 MiB at most, key included: send it in parts";
  }
  return "unknown";
}

bool operator==(const deliver_here& a, const deliver_here& b) {
  return std::tie(a.id, a.partition, a.epoch, a.deadline) ==
         std::tie(b.id, b.partition, b.epoch, b.deadline);
}
bool operator==(const send_to& a, const send_to& b) {
  return std::tie(a.id, a.number, a.to, a.epoch, a.remaining) ==
         std::tie(b.id, b.number, b.to, b.epoch, b.remaining);
}
bool operator==(const weigh& a, const weigh& b) { return a.id == b.id; }
bool operator==(const answer& a, const answer& b) { return a.id == b.id; }
bool operator==(const fail& a, const fail& b) {
  return std::tie(a.id, a.code, a.why) == std::tie(b.id, b.code, b.why);
}
bool operator==(const assignment& a, const assignment& b) {
  return std::tie(a.session, a.serve, a.drain) == std::tie(b.session, b.serve, b.drain);
}
bool operator==(const report_drained& a, const report_drained& b) {
  return std::tie(a.partition, a.epoch, a.move) == std::tie(b.partition, b.epoch, b.move);
}

std::string to_string(const effect& what) {
  return match(
    what,
    [](const deliver_here& e) {
      return "deliver_here message=" + to_string(e.id) + " partition=" + to_string(e.partition) +
             " epoch=" + to_string(e.epoch);
    },
    [](const send_to& e) {
      return "send_to " + to_string(e.to) + " message=" + to_string(e.id) +
             (e.number == 0 ? "" : " number=" + to_hex(e.number)) + " epoch=" + to_string(e.epoch) +
             " remaining=" + ringleader::to_string(e.remaining);
    },
    [](const weigh& e) { return "weigh message=" + to_string(e.id); },
    [](const answer& e) { return "answer message=" + to_string(e.id); },
    [](const fail& e) {
      return "fail message=" + to_string(e.id) + " " + to_string(e.code) + ": " + text_of(e.why);
    },
    [](const assignment& e) {
      return "assignment session=" + to_string(e.session) + " serve=" + text(e.serve) +
             " drain=" + text(e.drain);
    },
    [](const report_drained& e) {
      return "report_drained " + to_string(e.partition) + " epoch=" + to_string(e.epoch) +
             " move=" + to_string(e.move);
    });
}

} // namespace ringleader::routing

// SPDX-License-Identifier: BSD-3-Clause
#include <ringleader/formation/forming_events.hpp>

#include <ringleader/base/match.hpp>

namespace ringleader::formation {

bool operator==(const began& a, const began& b) { return a.stored == b.stored; }
bool operator==(const founding_tick&, const founding_tick&) { return true; }
bool operator==(const founding_received& a, const founding_received& b) { return a.what == b.what; }
bool operator==(const forming_stored& a, const forming_stored& b) { return a.id == b.id; }
bool operator==(const peer_came& a, const peer_came& b) {
  return a.store == b.store && a.advertise == b.advertise && a.role == b.role;
}
bool operator==(const peer_went& a, const peer_went& b) { return a.store == b.store; }
bool operator==(const join_asked& a, const join_asked& b) {
  return a.from == b.from && a.what == b.what;
}
bool operator==(const join_answered& a, const join_answered& b) {
  return a.what.cluster == b.what.cluster;
}
bool operator==(const leader_known& a, const leader_known& b) { return a.leader == b.leader; }
bool operator==(const store_cluster& a, const store_cluster& b) {
  return a.id == b.id && a.cluster == b.cluster && a.first == b.first;
}
bool operator==(const adopt_cluster& a, const adopt_cluster& b) { return a.cluster == b.cluster; }
bool operator==(const start_log& a, const start_log& b) {
  auto same_base = a.base == b.base || (a.base && b.base && *a.base == *b.base);
  return same_base && a.hard == b.hard && a.log == b.log && a.founding == b.founding;
}
bool operator==(const tell_founder& a, const tell_founder& b) {
  return a.to == b.to && a.what == b.what;
}
bool operator==(const send_join_ask& a, const send_join_ask& b) {
  return a.to == b.to && a.what == b.what;
}
bool operator==(const send_join_answer& a, const send_join_answer& b) {
  return a.to == b.to && a.what.cluster == b.what.cluster;
}
bool operator==(const feed_learner& a, const feed_learner& b) {
  return a.learner == b.learner && a.advertise == b.advertise;
}
bool operator==(const cluster_founded& a, const cluster_founded& b) {
  return a.cluster == b.cluster && a.voters == b.voters;
}
bool operator==(const cluster_joined& a, const cluster_joined& b) { return a.cluster == b.cluster; }
bool operator==(const refused_as_voter& a, const refused_as_voter& b) {
  return a.cluster == b.cluster && a.says == b.says;
}

namespace {

std::string described(const stored_state& s) {
  if (!s.identity.cluster) return "empty";
  return "cluster " + to_string(s.identity.cluster) + " " + std::to_string(s.records.size()) +
         " records" + (s.snapshot ? " snapshot " + to_string(s.snapshot->index) : "");
}

std::string described(const join_ask& x) {
  return "ask of " + x.name + " store " + to_string(x.store) + " at " + to_string(x.advertise) +
         (x.passed_on ? " passed on" : "");
}

} // namespace

std::string to_string(const forming_event& e) {
  return match(
    e, [](const began& x) { return "began with " + described(x.stored); },
    [](const founding_tick&) { return std::string{"tick"}; },
    [](const founding_received& x) { return "received " + to_string(x.what); },
    [](const forming_stored& x) { return "stored " + to_string(x.id); },
    [](const peer_came& x) { return "peer came " + to_string(x.store); },
    [](const peer_went& x) { return "peer went " + to_string(x.store); },
    [](const join_asked& x) { return described(x.what) + " from " + to_string(x.from); },
    [](const join_answered& x) { return "answer of cluster " + to_string(x.what.cluster); },
    [](const leader_known& x) {
      return "leader " + (x.leader ? to_string(x.leader) : std::string{"unknown"});
    });
}

std::string to_string(const forming_effect& e) {
  return match(
    e,
    [](const store_cluster& x) {
      return "store " + to_string(x.id) + " cluster " + to_string(x.cluster) +
             (x.first.empty() ? "" : " with the first entry");
    },
    [](const adopt_cluster& x) { return "adopt cluster " + to_string(x.cluster); },
    [](const start_log& x) {
      return "start log " + consensus::to_string(x.hard) + " " + std::to_string(x.log.size()) +
             " entries" + (x.base ? " snapshot " + to_string(*x.base) : "") +
             (x.founding ? " founding" : "");
    },
    [](const tell_founder& x) { return "to " + to_string(x.to) + ": " + to_string(x.what); },
    [](const send_join_ask& x) { return "to " + to_string(x.to) + ": " + described(x.what); },
    [](const send_join_answer& x) {
      return "to " + to_string(x.to) + ": answer of cluster " + to_string(x.what.cluster);
    },
    [](const feed_learner& x) {
      return "feed " + to_string(x.learner) + " at " + to_string(x.advertise);
    },
    [](const cluster_founded& x) {
      return "cluster founded " + to_string(x.cluster) + " voters " + std::to_string(x.voters);
    },
    [](const cluster_joined& x) { return "joining cluster " + to_string(x.cluster); },
    [](const refused_as_voter& x) {
      return "refused as a voter of cluster " + to_string(x.cluster) + ", says " + x.says;
    },
    [](const founding_refused& x) { return "founding refused: " + x.why; });
}

} // namespace ringleader::formation

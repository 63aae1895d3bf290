// SPDX-License-Identifier: BSD-3-Clause
#include <ringleader/consensus/effects.hpp>

#include <ringleader/base/match.hpp>

#include <tuple>

namespace ringleader::consensus {

namespace {

bool same(const snapshot_ptr& a, const snapshot_ptr& b) { return a == b || (a && b && *a == *b); }

} // namespace

bool operator==(const persist& a, const persist& b) {
  return std::tie(a.id, a.hard, a.truncate_from, a.append, a.drop_head_to) ==
           std::tie(b.id, b.hard, b.truncate_from, b.append, b.drop_head_to) &&
         same(a.snapshot, b.snapshot);
}
bool operator==(const send& a, const send& b) { return a.to == b.to && a.what == b.what; }
bool operator==(const committed& a, const committed& b) { return a.entries == b.entries; }
bool operator==(const role_changed& a, const role_changed& b) {
  return a.now == b.now && a.term == b.term && a.leader == b.leader;
}
bool operator==(const proposed& a, const proposed& b) {
  return std::tie(a.cookie, a.first, a.count, a.term) ==
         std::tie(b.cookie, b.first, b.count, b.term);
}
bool operator==(const proposal_refused& a, const proposal_refused& b) {
  return a.cookie == b.cookie && a.why == b.why && a.hint == b.hint;
}
bool operator==(const read_ready& a, const read_ready& b) {
  return a.cookie == b.cookie && a.index == b.index;
}
bool operator==(const read_failed& a, const read_failed& b) { return a.cookie == b.cookie; }
bool operator==(const halted& a, const halted& b) { return a.why == b.why; }
bool operator==(const transfer_ended& a, const transfer_ended& b) {
  return a.cookie == b.cookie && a.why == b.why;
}

bool operator==(const install& a, const install& b) { return same(a.state, b.state); }
bool operator==(const marked& a, const marked& b) { return a.cookie == b.cookie; }
bool operator==(const mark_failed& a, const mark_failed& b) { return a.cookie == b.cookie; }
bool operator==(const marks_learned& a, const marks_learned& b) {
  return a.unknown_at == b.unknown_at && a.known == b.known;
}

namespace {

std::string listed(const std::vector<entry>& entries) {
  std::string text;
  for (auto& e : entries) text += (text.empty() ? " " : ", ") + to_string(e);
  return text;
}

std::string shown(instant at) { return ringleader::to_string(at.time_since_epoch()); }

std::string named(store_id store) { return store ? to_string(store) : "none"; }

} // namespace

std::string to_string(const effect& e) {
  return match(
    e,
    [](const persist& x) {
      auto text = "persist " + to_string(x.id);
      if (x.hard) text += ": " + to_string(*x.hard);
      if (x.truncate_from) text += ": truncate " + to_string(*x.truncate_from);
      if (x.snapshot) text += ": snapshot " + to_string(*x.snapshot);
      if (x.drop_head_to) text += ": drop to " + to_string(*x.drop_head_to);
      if (!x.append.empty()) text += ": append" + listed(x.append);
      return text;
    },
    [](const send& x) { return "send to " + to_string(x.to) + ": " + to_string(x.what); },
    [](const committed& x) { return "committed" + listed(x.entries); },
    [](const role_changed& x) {
      return to_string(x.now) + " term " + to_string(x.term) + " leader " + named(x.leader);
    },
    [](const proposed& x) {
      return "proposed " + std::to_string(x.cookie) + ": first " + to_string(x.first) + " count " +
             std::to_string(x.count) + " term " + to_string(x.term);
    },
    [](const proposal_refused& x) {
      return "proposal_refused " + std::to_string(x.cookie) + ": " + to_string(x.why) + " hint " +
             named(x.hint);
    },
    [](const read_ready& x) {
      return "read_ready " + std::to_string(x.cookie) + ": index " + to_string(x.index);
    },
    [](const read_failed& x) { return "read_failed " + std::to_string(x.cookie); },
    [](const halted& x) { return "halted: " + x.why; },
    [](const transfer_ended& x) {
      return "transfer_ended " + std::to_string(x.cookie) + ": " +
             (x.why == errc::none ? "handed over" : to_string(x.why));
    },
    [](const install& x) { return "install " + to_string(*x.state); },
    [](const marked& x) { return "marked " + std::to_string(x.cookie); },
    [](const mark_failed& x) { return "mark_failed " + std::to_string(x.cookie); },
    [](const marks_learned& x) {
      auto text = "marks_learned: unknown at " + shown(x.unknown_at);
      for (auto& [key, at] : x.known) text += ", " + std::to_string(key) + " at " + shown(at);
      return text;
    });
}

} // namespace ringleader::consensus

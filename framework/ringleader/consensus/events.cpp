// SPDX-License-Identifier: BSD-3-Clause
#include <ringleader/consensus/events.hpp>

#include <ringleader/base/match.hpp>

namespace ringleader::consensus {

bool operator==(const tick&, const tick&) { return true; }
bool operator==(const received& a, const received& b) {
  return a.from == b.from && a.what == b.what;
}
bool operator==(const propose& a, const propose& b) {
  return a.cookie == b.cookie && a.commands == b.commands;
}
bool operator==(const persisted& a, const persisted& b) { return a.id == b.id; }
bool operator==(const disk_failed& a, const disk_failed& b) { return a.why == b.why; }
bool operator==(const read& a, const read& b) { return a.cookie == b.cookie; }
bool operator==(const add_learner& a, const add_learner& b) {
  return a.store == b.store && a.cookie == b.cookie;
}
bool operator==(const remove_learner& a, const remove_learner& b) {
  return a.store == b.store && a.cookie == b.cookie;
}
bool operator==(const transfer& a, const transfer& b) {
  return a.to == b.to && a.cookie == b.cookie;
}
bool operator==(const rank& a, const rank& b) { return a.best_first == b.best_first; }
bool operator==(const compact& a, const compact& b) {
  return a.upto == b.upto && a.state == b.state;
}
bool operator==(const mark& a, const mark& b) { return a.cookie == b.cookie && a.key == b.key; }
bool operator==(const promote& a, const promote& b) {
  return a.store == b.store && a.cookie == b.cookie;
}
bool operator==(const demote& a, const demote& b) {
  return a.store == b.store && a.cookie == b.cookie;
}

std::string to_string(const event& e) {
  return match(
    e, [](const tick&) { return std::string("tick"); },
    [](const received& x) {
      return "received from " + to_string(x.from) + ": " + to_string(x.what);
    },
    [](const propose& x) {
      return "propose " + std::to_string(x.cookie) + " commands " +
             std::to_string(x.commands.size());
    },
    [](const persisted& x) { return "persisted " + to_string(x.id); },
    [](const disk_failed& x) { return "disk_failed: " + x.why; },
    [](const read& x) { return "read " + std::to_string(x.cookie); },
    [](const add_learner& x) { return "add_learner " + to_string(x.store); },
    [](const remove_learner& x) { return "remove_learner " + to_string(x.store); },
    [](const transfer& x) { return "transfer to " + (x.to ? to_string(x.to) : "any"); },
    [](const rank& x) {
      std::string text = "rank";
      for (auto store : x.best_first) text += " " + to_string(store);
      return text;
    },
    [](const compact& x) {
      return "compact " + to_string(x.upto) + " " + std::to_string(x.state.size()) + "B";
    },
    [](const mark& x) {
      return "mark " + std::to_string(x.cookie) + " key " + std::to_string(x.key);
    },
    [](const promote& x) { return "promote " + to_string(x.store); },
    [](const demote& x) { return "demote " + to_string(x.store); });
}

} // namespace ringleader::consensus

// SPDX-License-Identifier: BSD-3-Clause
#include <ringleader/base/match.hpp>
#include <ringleader/locks/lock_client_events.hpp>

namespace ringleader::locks {

namespace {

std::string list(const std::vector<std::string>& names) {
  std::string text;
  for (const auto& name : names) text += (text.empty() ? "" : ",") + name;
  return text;
}

std::string point(instant at) {
  if (at == never) return "never";
  if (at == instant::min()) return "none";
  return ringleader::to_string(at.time_since_epoch());
}

std::string text_of(const acquire& x) {
  using ringleader::to_string;
  auto text =
    "acquire ask=" + to_string(x.ask) + " asker=" + to_string(x.asker) + " " + to_string(x.wants);
  if (x.owner != 0) text += " owner=" + std::to_string(x.owner);
  if (x.lease != duration::zero()) text += " lease=" + to_string(x.lease);
  text += x.wait == duration::max() ? " wait=forever" : " wait=" + to_string(x.wait);
  if (x.fenced) text += " fenced";
  if (x.reentrant) text += " reentrant";
  if (x.delay) text += " delay=" + to_string(*x.delay);
  return text;
}

} // namespace

std::string to_string(const client_event& event) {
  using ringleader::to_string;
  return match(
    event, [](const acquire& x) { return text_of(x); },
    [](const release& x) {
      return "release ask=" + to_string(x.ask) + " claim=" + to_string(x.claim) +
             " token=" + to_string(x.token);
    },
    [](const extend& x) {
      return "extend ask=" + to_string(x.ask) + " claim=" + to_string(x.claim) +
             " token=" + to_string(x.token) + " lease=" + to_string(x.lease);
    },
    [](const asker_gone& x) {
      return "asker_gone " + to_string(x.asker) + (x.orderly ? " orderly" : "");
    },
    [](const concluded& x) {
      return "concluded " + std::to_string(x.cookie) + " " +
             (x.error.code == errc::none ? to_string(x.what) : to_string(x.error));
    },
    [](const node_lease& x) {
      return "node_lease session=" + to_string(x.session) + " until=" + point(x.until) +
             (x.leaving ? " leaving" : "");
    },
    [](const session_seen& x) { return "session_seen " + to_string(x.session); },
    [](const lock_granted& x) { return "told " + to_string(x); },
    [](const lock_ended& x) { return "told " + to_string(x); },
    [](const state_seen& x) { return "state_seen last_token=" + to_string(x.last_token); },
    [](const standing_seen& x) {
      return "standing_seen session=" + to_string(x.session) +
             " claims=" + std::to_string(x.claims.size());
    },
    [](const adopt& x) {
      return "adopt claims=" + std::to_string(x.claims.size()) +
             " session=" + to_string(x.session) + " lease=" + point(x.lease);
    },
    [](const drain&) { return std::string{"drain"}; },
    [](const tick&) { return std::string{"tick"}; });
}

std::string to_string(const lock_command& what) {
  return std::visit([](const auto& x) { return to_string(x); }, what);
}

std::string to_string(const client_effect& effect) {
  using ringleader::to_string;
  return match(
    effect,
    [](const propose& x) {
      return "propose " + std::to_string(x.cookie) + " " + to_string(x.what) + " for " +
             to_string(x.patience);
    },
    [](const answer_granted& x) {
      auto text = "answer " + to_string(x.ask) + " granted " + list(x.names) +
                  " claim=" + to_string(x.claim) + " token=" + to_string(x.token);
      return x.left == duration::zero() ? text : text + " left=" + to_string(x.left);
    },
    [](const answer_failed& x) { return "answer " + to_string(x.ask) + " " + to_string(x.why); },
    [](const answer_deadlock& x) {
      return "answer " + to_string(x.ask) + " " + to_string(x.found);
    },
    [](const answer_released& x) {
      return "answer " + to_string(x.ask) + (x.held ? " released" : " not held");
    },
    [](const tell_lost& x) {
      return "tell " + to_string(x.asker) + " lost " + list(x.names) +
             " claim=" + to_string(x.claim) + " token=" + to_string(x.token) + " " +
             to_string(x.why) + (x.reason.empty() ? "" : " (" + x.reason + ')');
    },
    [](const watch_asker& x) { return "watch " + to_string(x.asker); },
    [](const unwatch_asker& x) { return "unwatch " + to_string(x.asker); },
    [](const keep& x) {
      return "keep claim=" + to_string(x.claim) + " ends=" + point(x.what.ends);
    },
    [](const keep_end& x) {
      auto text = "keep claim=" + to_string(x.claim) + " ends=" + point(x.ends);
      return x.least == duration::max() ? text : text + " least=" + to_string(x.least);
    },
    [](const keep_ending& x) {
      return "keep claim=" + to_string(x.claim) + " ending" + (x.lost ? " lost" : "");
    },
    [](const forget& x) { return "forget claim=" + to_string(x.claim); },
    [](const keep_lease& x) {
      return "keep lease of session=" + to_string(x.session) + " until=" + point(x.until);
    },
    [](const query_standing& x) { return "query standing of session=" + to_string(x.session); },
    [](const drained&) { return std::string{"drained"}; });
}

bool operator==(const node_lease& a, const node_lease& b) {
  return std::tie(a.session, a.until, a.leaving) == std::tie(b.session, b.until, b.leaving);
}

bool operator==(const held_claim& a, const held_claim& b) {
  return std::tie(a.session, a.holder, a.names, a.asker, a.token, a.ends, a.least, a.ending,
                  a.lost) == std::tie(b.session, b.holder, b.names, b.asker, b.token, b.ends,
                                      b.least, b.ending, b.lost);
}

bool operator==(const propose& a, const propose& b) {
  return std::tie(a.cookie, a.what, a.patience) == std::tie(b.cookie, b.what, b.patience);
}

bool operator==(const answer_granted& a, const answer_granted& b) {
  return std::tie(a.ask, a.claim, a.token, a.names, a.left) ==
         std::tie(b.ask, b.claim, b.token, b.names, b.left);
}

bool operator==(const answer_failed& a, const answer_failed& b) {
  return a.ask == b.ask && a.why == b.why;
}

bool operator==(const answer_deadlock& a, const answer_deadlock& b) {
  return a.ask == b.ask && a.found == b.found;
}

bool operator==(const answer_released& a, const answer_released& b) {
  return a.ask == b.ask && a.held == b.held;
}

bool operator==(const tell_lost& a, const tell_lost& b) {
  return std::tie(a.asker, a.claim, a.token, a.names, a.why, a.reason) ==
         std::tie(b.asker, b.claim, b.token, b.names, b.why, b.reason);
}

bool operator==(const watch_asker& a, const watch_asker& b) { return a.asker == b.asker; }

bool operator==(const unwatch_asker& a, const unwatch_asker& b) { return a.asker == b.asker; }

bool operator==(const keep& a, const keep& b) { return a.claim == b.claim && a.what == b.what; }

bool operator==(const keep_end& a, const keep_end& b) {
  return a.claim == b.claim && a.ends == b.ends && a.least == b.least;
}

bool operator==(const keep_ending& a, const keep_ending& b) {
  return a.claim == b.claim && a.lost == b.lost;
}

bool operator==(const forget& a, const forget& b) { return a.claim == b.claim; }

bool operator==(const keep_lease& a, const keep_lease& b) {
  return a.session == b.session && a.until == b.until;
}

bool operator==(const query_standing& a, const query_standing& b) { return a.session == b.session; }

bool operator==(const drained&, const drained&) { return true; }

} // namespace ringleader::locks

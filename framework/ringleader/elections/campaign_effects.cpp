// SPDX-License-Identifier: BSD-3-Clause
#include <ringleader/base/match.hpp>
#include <ringleader/elections/campaign_effects.hpp>

namespace ringleader::campaigns {

namespace {

std::string text(const std::vector<asker_id>& askers) {
  std::string all;
  for (auto asker : askers) all += (all.empty() ? "" : ",") + to_string(asker);
  return all;
}

} // namespace

bool operator==(const propose_campaign& a, const propose_campaign& b) {
  return std::tie(a.holder, a.election, a.terms, a.patience) ==
         std::tie(b.holder, b.election, b.terms, b.patience);
}
bool operator==(const propose_resign& a, const propose_resign& b) {
  return std::tie(a.holder, a.election, a.successor, a.patience) ==
         std::tie(b.holder, b.election, b.successor, b.patience);
}
bool operator==(const tell_gained& a, const tell_gained& b) {
  return std::tie(a.owner, a.election, a.term) == std::tie(b.owner, b.election, b.term);
}
bool operator==(const tell_lost& a, const tell_lost& b) {
  return std::tie(a.owner, a.election, a.term, a.why) ==
         std::tie(b.owner, b.election, b.term, b.why);
}
bool operator==(const answer_candidates& a, const answer_candidates& b) {
  return a.askers == b.askers && a.state == b.state;
}
bool operator==(const answer_resigners& a, const answer_resigners& b) {
  return a.askers == b.askers && a.was_candidate == b.was_candidate;
}
bool operator==(const answer_drained& a, const answer_drained& b) { return a.askers == b.askers; }
bool operator==(const refuse_askers& a, const refuse_askers& b) {
  return a.askers == b.askers && a.why == b.why;
}
bool operator==(const start_singleton& a, const start_singleton& b) {
  return std::tie(a.election, a.term, a.session) == std::tie(b.election, b.term, b.session);
}
bool operator==(const stop_singleton& a, const stop_singleton& b) {
  return a.election == b.election && a.term == b.term;
}
bool operator==(const singleton_failed& a, const singleton_failed& b) {
  return std::tie(a.election, a.why, a.pause) == std::tie(b.election, b.why, b.pause);
}
bool operator==(const campaign_refused& a, const campaign_refused& b) {
  return a.election == b.election && a.message == b.message;
}
bool operator==(const publish_change& a, const publish_change& b) { return a.change == b.change; }
bool operator==(const publish_state& a, const publish_state& b) { return a.state == b.state; }
bool operator==(const ask_for_state&, const ask_for_state&) { return true; }

std::string to_string(const effect& what) {
  return match(
    what,
    [](const propose_campaign& fx) {
      return "propose campaign " + fx.election + " holder=" + to_string(fx.holder) + " " +
             to_string(fx.terms) + " patience=" + ringleader::to_string(fx.patience);
    },
    [](const propose_resign& fx) {
      auto text = "propose resign " + fx.election + " holder=" + to_string(fx.holder);
      if (fx.successor) text += " successor=" + to_string(*fx.successor);
      return text + " patience=" + ringleader::to_string(fx.patience);
    },
    [](const tell_gained& fx) {
      return "leadership_gained " + fx.election + " owner=" + to_string(fx.owner) +
             " term=" + to_string(fx.term);
    },
    [](const tell_lost& fx) {
      return "leadership_lost " + fx.election + " owner=" + to_string(fx.owner) +
             " term=" + to_string(fx.term) + " " + to_string(fx.why);
    },
    [](const answer_candidates& fx) {
      return "answer " + text(fx.askers) + " campaigns: " + to_string(fx.state);
    },
    [](const answer_resigners& fx) {
      return "answer " + text(fx.askers) + (fx.was_candidate ? " resigned" : " did not campaign");
    },
    [](const answer_drained& fx) { return "answer " + text(fx.askers) + " drained"; },
    [](const refuse_askers& fx) { return "refuse " + text(fx.askers) + " " + to_string(fx.why); },
    [](const start_singleton& fx) {
      return "start singleton " + fx.election + " term=" + to_string(fx.term);
    },
    [](const stop_singleton& fx) {
      return "stop singleton " + fx.election + " term=" + to_string(fx.term);
    },
    [](const singleton_failed& fx) {
      return "singleton failed " + fx.election + " " + fx.why +
             " pause=" + ringleader::to_string(fx.pause);
    },
    [](const campaign_refused& fx) { return "refused " + fx.election + ": " + fx.message; },
    [](const publish_change& fx) { return "publish " + to_string(fx.change); },
    [](const publish_state& fx) { return "publish " + to_string(fx.state); },
    [](const ask_for_state&) { return std::string{"ask for state"}; });
}

} // namespace ringleader::campaigns

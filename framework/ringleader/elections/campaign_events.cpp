// SPDX-License-Identifier: BSD-3-Clause
#include <ringleader/base/match.hpp>
#include <ringleader/elections/campaign_events.hpp>

namespace ringleader::campaigns {

namespace {

bool same(const std::shared_ptr<const std::map<std::string, election>>& a,
          const std::shared_ptr<const std::map<std::string, election>>& b) {
  return a == b || (a && b && *a == *b);
}

std::string ending(const std::optional<failure>& refusal) {
  return refusal ? " refused=" + to_string(*refusal) : std::string{};
}

std::string text(const wanted_successor& who) {
  return match(
    who, [](std::monostate) { return std::string{}; },
    [](const std::string& node) { return " successor=" + node; },
    [](candidate_id id) { return " successor=" + to_string(id); });
}

} // namespace

bool operator==(const update& a, const update& b) {
  return std::tie(a.index, a.own, a.voters, a.names, a.events) ==
           std::tie(b.index, b.own, b.voters, b.names, b.events) &&
         same(a.all, b.all);
}
bool operator==(const lease_seen& a, const lease_seen& b) {
  return a.session == b.session && a.until == b.until;
}
bool operator==(const leaving&, const leaving&) { return true; }
bool operator==(const campaign& a, const campaign& b) {
  return std::tie(a.asker, a.owner, a.election, a.terms) ==
         std::tie(b.asker, b.owner, b.election, b.terms);
}
bool operator==(const resign& a, const resign& b) {
  return std::tie(a.asker, a.owner, a.election, a.successor) ==
         std::tie(b.asker, b.owner, b.election, b.successor);
}
bool operator==(const owner_ended& a, const owner_ended& b) { return a.owner == b.owner; }
bool operator==(const campaigned& a, const campaigned& b) {
  return a.holder == b.holder && a.refusal == b.refusal;
}
bool operator==(const resigned& a, const resigned& b) {
  return a.holder == b.holder && a.refusal == b.refusal;
}
bool operator==(const failed& a, const failed& b) { return a.holder == b.holder && a.why == b.why; }
bool operator==(const run_singleton& a, const run_singleton& b) {
  return a.election == b.election && a.options == b.options;
}
bool operator==(const singleton_ended& a, const singleton_ended& b) {
  return a.election == b.election && a.why == b.why;
}
bool operator==(const drain& a, const drain& b) { return a.asker == b.asker; }
bool operator==(const watched& a, const watched& b) { return a.election == b.election; }
bool operator==(const unwatched& a, const unwatched& b) { return a.election == b.election; }
bool operator==(const tick&, const tick&) { return true; }
bool operator==(const end&, const end&) { return true; }

std::string to_string(const event& what) {
  return match(
    what,
    [](const update& e) {
      auto text = "update index=" + to_string(e.index) + " own=" + to_string(e.own);
      if (e.all) return text + " elections=" + std::to_string(e.all->size());
      for (const auto& ev : e.events) text += "; " + to_string(ev);
      return text;
    },
    [](const lease_seen& e) {
      return "lease session=" + to_string(e.session) +
             " until=" + ringleader::to_string(e.until.time_since_epoch());
    },
    [](const leaving&) { return std::string{"leaving"}; },
    [](const campaign& e) {
      return "campaign " + e.election + " owner=" + to_string(e.owner) + " " + to_string(e.terms);
    },
    [](const resign& e) {
      return "resign " + e.election + " owner=" + to_string(e.owner) + text(e.successor);
    },
    [](const owner_ended& e) { return "owner_ended " + to_string(e.owner); },
    [](const campaigned& e) { return "campaigned " + to_string(e.holder) + ending(e.refusal); },
    [](const resigned& e) { return "resigned " + to_string(e.holder) + ending(e.refusal); },
    [](const failed& e) { return "failed " + to_string(e.holder) + " " + to_string(e.why); },
    [](const run_singleton& e) {
      return "run_singleton " + e.election + " by " + to_string(e.options.policy) +
             " weight=" + std::to_string(e.options.weight);
    },
    [](const singleton_ended& e) { return "singleton_ended " + e.election + " " + e.why; },
    [](const drain&) { return std::string{"drain"}; },
    [](const watched& e) { return "watched " + e.election; },
    [](const unwatched& e) { return "unwatched " + e.election; },
    [](const tick&) { return std::string{"tick"}; }, [](const end&) { return std::string{"end"}; });
}

} // namespace ringleader::campaigns

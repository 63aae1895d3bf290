// SPDX-License-Identifier: BSD-3-Clause
// What a table is told; what follows from it is in election_decisions.cpp.
#include <ringleader/elections/election_table.hpp>

#include <ringleader/base/expects.hpp>

#include <algorithm>

namespace ringleader {

namespace {

auto find_candidate(std::vector<candidate>& candidates, candidate_id who) {
  return std::find_if(candidates.begin(), candidates.end(),
                      [&](const candidate& c) { return c.id == who; });
}

election_place place_of(election& in, candidate_id who) {
  if (in.winner == who) return {in.term, true, 0};
  auto place = find_candidate(in.candidates, who);
  auto position = static_cast<std::uint32_t>(place - in.candidates.begin()) + 1;
  // The winner stands in the same list: whoever came before it is counted without it.
  if (in.winner && find_candidate(in.candidates, *in.winner) < place) --position;
  return {in.term, false, position};
}

failure is_no_candidate(const std::string& name) {
  return {errc::not_holder, "the caller does not campaign in election '" + name + "'"};
}

} // namespace

result<election_place> election_table::campaign(const std::string& name,
                                                const election_rules& rules, const candidate& who,
                                                election_entry& entry) {
  if (auto ok = check_candidacy(name, rules, who.id.holder, who.data, limits_); !ok)
    return ok.error();
  auto at = elections_.find(name);
  if (at == elections_.end()) {
    if (elections_.size() >= limits_.elections)
      return {errc::overloaded, "there are too many elections; resign from some"};
    at = elections_.emplace(name, election{}).first;
    at->second.rules = rules;
    if (by_votes(rules.policy)) by_votes_.insert(name);
  }
  auto& held = at->second;
  if (!(held.rules == rules))
    return {errc::refused, "election '" + name + "' is decided by " + to_string(held.rules) +
                             ", not by " + to_string(rules)};
  auto place = find_candidate(held.candidates, who.id);
  if (place == held.candidates.end()) {
    if (held.candidates.size() >= limits_.candidates)
      return {errc::overloaded, "too many campaign in election '" + name + "'"};
    held.candidates.push_back(who);
    by_session_[who.id.session].insert(name);
    tell(at, who.id, entry);
  } else if (!(*place == who)) {
    bool is_new = held.winner == who.id && place->data != who.data;
    *place = who;
    tell(at, who.id, entry);
    if (is_new) entry.events.push_back(election_changed{name, held.term, held.winner, who.data});
  }
  decide(at, false, false, entry);
  return place_of(held, who.id);
}

result<void> election_table::resign(const std::string& name, candidate_id who,
                                    std::optional<candidate_id> successor, election_entry& entry) {
  auto at = elections_.find(name);
  if (at == elections_.end()) return is_no_candidate(name);
  auto& held = at->second;
  if (find_candidate(held.candidates, who) == held.candidates.end()) return is_no_candidate(name);
  bool was_winner = held.winner == who;
  withdraw(at, who, entry);
  if (was_winner && successor) {
    auto preferred = find_candidate(held.candidates, *successor);
    if (preferred != held.candidates.end()) give_leadership(at, *preferred, entry);
  }
  decide(at, was_winner && !held.winner, false, entry);
  return {};
}

result<void> election_table::vote(const std::string& name, session_id voter,
                                  std::optional<candidate_id> choice, election_entry& entry) {
  auto at = elections_.find(name);
  if (at == elections_.end())
    return {errc::not_found, "nobody campaigns in election '" + name + "'"};
  auto& held = at->second;
  if (!by_votes(held.rules.policy))
    return {errc::refused,
            "election '" + name + "' is decided by " + to_string(held.rules) + ", not by votes"};
  if (choice && find_candidate(held.candidates, *choice) == held.candidates.end())
    return {errc::not_found, to_string(*choice) + " does not campaign in election '" + name + "'"};
  auto before = held.votes.find(voter);
  std::optional<candidate_id> old;
  if (before != held.votes.end()) old = before->second;
  if (old == choice) return {};
  if (choice) {
    held.votes[voter] = *choice;
    by_session_[voter].insert(name);
  } else {
    held.votes.erase(voter);
    unlink(at, voter);
  }
  if (old) tell(at, *old, entry);
  if (choice) tell(at, *choice, entry);
  decide(at, false, false, entry);
  return {};
}

result<void> election_table::settle(const due_election& what, election_entry& entry) {
  auto at = elections_.find(what.name);
  if (at == elections_.end() || at->second.due != what.at || what.at > entry.now)
    return {errc::refused, "nothing is due in election '" + what.name + "' at that time"};
  bool vacant = !at->second.winner;
  set_due(at, std::nullopt);
  decide(at, false, vacant, entry);
  return {};
}

void election_table::end_sessions(const std::set<session_id>& ended, election_entry& entry) {
  std::set<std::string> touched;
  for (auto session : ended) {
    EXPECTS(entry.voters.count(session) == 0);
    auto at = by_session_.find(session);
    if (at == by_session_.end()) continue;
    touched.insert(at->second.begin(), at->second.end());
    by_session_.erase(at);
  }
  touched.insert(by_votes_.begin(), by_votes_.end());
  std::set<std::string> vacated;
  for (const auto& name : touched) {
    auto at = elections_.find(name);
    bool had_winner = at->second.winner.has_value();
    remove(at, ended, entry);
    if (had_winner && !at->second.winner) vacated.insert(name);
  }
  for (const auto& name : touched)
    decide(elections_.find(name), vacated.count(name) != 0, false, entry);
}

std::vector<due_election> election_table::due(registry_time now, std::size_t most) const {
  std::vector<due_election> over;
  for (const auto& [at, name] : due_) {
    if (at > now || over.size() >= most) break;
    over.push_back({name, at});
  }
  return over;
}

const election* election_table::find(const std::string& name) const {
  auto at = elections_.find(name);
  return at == elections_.end() ? nullptr : &at->second;
}

} // namespace ringleader

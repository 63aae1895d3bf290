// SPDX-License-Identifier: BSD-3-Clause
// What follows from a change of an election: who goes, who is elected, when to look again.
#include <ringleader/elections/election_table.hpp>

#include <ringleader/base/mutant.hpp>

#include <algorithm>

namespace ringleader {

namespace {

bool is_candidate(const election& in, candidate_id who) {
  return std::any_of(in.candidates.begin(), in.candidates.end(),
                     [&](const candidate& c) { return c.id == who; });
}

} // namespace

void election_table::withdraw(slot at, candidate_id who, election_entry& entry) {
  auto& held = at->second;
  held.candidates.erase(std::remove_if(held.candidates.begin(), held.candidates.end(),
                                       [&](const candidate& c) { return c.id == who; }),
                        held.candidates.end());
  std::vector<session_id> left{who.session};
  for (auto vote = held.votes.begin(); vote != held.votes.end();) {
    if (vote->second != who) {
      ++vote;
      continue;
    }
    left.push_back(vote->first);
    vote = held.votes.erase(vote);
  }
  for (auto session : left) unlink(at, session);
  if (held.winner == who) {
    held.winner.reset();
    set_due(at, std::nullopt); // it was the end of the winner's minimum term
  }
  tell(at, who, entry);
}

void election_table::remove(slot at, const std::set<session_id>& ended, election_entry& entry) {
  auto& held = at->second;
  std::set<candidate_id> lost_votes;
  for (auto session : ended) {
    auto vote = held.votes.find(session);
    if (vote == held.votes.end()) continue;
    lost_votes.insert(vote->second);
    held.votes.erase(vote);
  }
  std::vector<candidate_id> gone;
  for (const auto& c : held.candidates)
    if (ended.count(c.id.session) != 0) gone.push_back(c.id);
  for (auto who : gone) withdraw(at, who, entry);
  for (auto who : lost_votes)
    if (ended.count(who.session) == 0) tell(at, who, entry);
}

void election_table::decide(slot at, bool vacated, bool voting_over, election_entry& entry) {
  auto& held = at->second;
  if (!held.winner) {
    const auto* next = chosen(held, entry.voters, voting_over);
    if (next == nullptr) {
      if (vacated) entry.events.push_back(election_changed{at->first, held.term, std::nullopt, {}});
      if (held.votes.empty())
        set_due(at, std::nullopt);
      else if (!held.due)
        set_due(at, entry.now + held.rules.voting);
      if (held.candidates.empty()) {
        by_votes_.erase(at->first);
        elections_.erase(at);
      }
      return;
    }
    give_leadership(at, *next, entry);
  }
  const auto* stronger = challenger(held, entry.voters);
  if (stronger == nullptr) return set_due(at, std::nullopt);
  auto earliest = held.since + *held.rules.take_over;
  if (entry.now < earliest && !mutated(mutant::minimum_term_ignored)) return set_due(at, earliest);
  give_leadership(at, *stronger, entry);
  set_due(at, std::nullopt);
}

void election_table::give_leadership(slot at, const candidate& winner, election_entry& entry) {
  auto& held = at->second;
  held.winner = winner.id;
  held.term = election_term{entry.tokens.draw().value};
  held.since = entry.now;
  entry.events.push_back(election_changed{at->first, held.term, held.winner, winner.data});
}

void election_table::set_due(slot at, std::optional<registry_time> due) {
  auto& held = at->second;
  if (held.due) due_.erase({*held.due, at->first});
  held.due = due;
  if (due) due_.emplace(*due, at->first);
}

void election_table::tell(slot at, candidate_id who, election_entry& entry) const {
  const auto& held = at->second;
  candidacy_changed told{at->first, who, false, 0, 0};
  for (const auto& c : held.candidates) {
    if (c.id != who) continue;
    told.campaigns = true;
    told.weight = c.weight;
    auto sums = count_votes(held, entry.voters);
    if (auto has = sums.find(who); has != sums.end()) told.support = has->second;
  }
  entry.events.push_back(std::move(told));
}

void election_table::unlink(slot at, session_id session) {
  const auto& held = at->second;
  if (held.votes.count(session) != 0 ||
      std::any_of(held.candidates.begin(), held.candidates.end(),
                  [&](const candidate& c) { return c.id.session == session; }))
    return;
  auto known_in = by_session_.find(session);
  if (known_in == by_session_.end()) return;
  known_in->second.erase(at->first);
  if (known_in->second.empty()) by_session_.erase(known_in);
}

bool election_table::index_again() {
  by_session_.clear();
  by_votes_.clear();
  due_.clear();
  for (const auto& [name, held] : elections_) {
    if (!known(held.rules.policy) || held.candidates.empty()) return false;
    if (held.winner && !is_candidate(held, *held.winner)) return false;
    for (const auto& c : held.candidates) by_session_[c.id.session].insert(name);
    for (const auto& [voter, choice] : held.votes) {
      if (!is_candidate(held, choice)) return false;
      by_session_[voter].insert(name);
    }
    if (held.due && !mutated(mutant::deadline_lost_in_snapshot)) due_.emplace(*held.due, name);
    if (by_votes(held.rules.policy)) by_votes_.insert(name);
  }
  return true;
}

} // namespace ringleader

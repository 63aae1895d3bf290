// SPDX-License-Identifier: BSD-3-Clause
#include <ringleader/elections/known_elections.hpp>

#include <ringleader/base/match.hpp>

namespace ringleader::campaigns {

std::set<std::string> known_elections::take(const update& what, effects& out) {
  std::set<std::string> touched;
  if (what.index < seen_) {
    is_stale_ = true;
    return touched;
  }
  seen_ = what.index;
  session_ = what.own;
  voters_ = what.voters;
  names_ = what.names;
  if (what.all) {
    mirror_.reset(*what.all, voters_, names_);
    knows_ = true;
    is_stale_ = false;
    for (const auto& [election, number] : numbers_)
      out.push_back(publish_state{state_of(election)});
    for (const auto& known : mirror_.all()) touched.insert(known.first);
  } else if (!follows()) {
    out.push_back(ask_for_state{});
  } else {
    for (const auto& ev : what.events) {
      auto change = mirror_.take(ev, names_);
      touched.insert(change.election);
      auto number = numbers_.find(change.election);
      if (number == numbers_.end()) continue;
      change.number = ++number->second;
      out.push_back(publish_change{std::move(change)});
    }
  }
  return touched;
}

election_state known_elections::state_of(const std::string& election) const {
  auto state = mirror_.of(election);
  if (auto at = numbers_.find(election); at != numbers_.end()) state.number = at->second;
  return state;
}

const candidate_state* known_elections::candidate_in(const std::string& election,
                                                     candidate_id who) const {
  const auto* state = mirror_.find(election);
  return state == nullptr ? nullptr : find(*state, who);
}

std::uint64_t known_elections::all_votes(election_policy policy) const {
  std::uint64_t sum = 0;
  for (const auto& [session, weight] : voters_)
    sum += policy == election_policy::weighted_votes ? weight : 1;
  return sum;
}

} // namespace ringleader::campaigns

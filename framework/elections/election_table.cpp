// SPDX-License-Identifier: BSD-3-Clause
#include <ringleader/elections/election_table.hpp>

#include <algorithm>

namespace ringleader {

namespace {

bool known(election_policy policy) {
  return policy == election_policy::seniority || policy == election_policy::weight;
}

auto find_candidate(std::vector<candidate>& candidates, candidate_id who) {
  return std::find_if(candidates.begin(), candidates.end(),
                      [&](const candidate& c) { return c.id == who; });
}

election_changed change(const std::string& name, const election& held, const bytes& data) {
  return {name, held.term, held.winner, data};
}

void put_in_office(const std::string& name, election& vacant, const candidate& winner,
                   token_source& tokens, election_table::events& out) {
  vacant.winner = winner.id;
  vacant.term = election_term{tokens.draw().value};
  out.push_back(change(name, vacant, winner.data));
}

} // namespace

result<election_standing> election_table::campaign(const std::string& name, election_policy policy,
                                                   const candidate& who, token_source& tokens,
                                                   events& out) {
  if (name.empty() || name.size() > limits_.name_bytes)
    return {errc::refused,
            "an election's name must have 1 to " + std::to_string(limits_.name_bytes) + " bytes"};
  if (who.data.size() > limits_.data_bytes)
    return {errc::refused, "a candidate's data must have at most " +
                             std::to_string(limits_.data_bytes) + " bytes"};
  if (!known(policy)) return {errc::refused, "the election policy is not known here"};
  auto at = elections_.find(name);
  if (at == elections_.end()) {
    if (elections_.size() >= limits_.elections)
      return {errc::overloaded, "there are too many elections; resign from some"};
    at = elections_.emplace(name, election{}).first;
    at->second.policy = policy;
    at->second.candidates.push_back(who);
    put_in_office(name, at->second, who, tokens, out);
    return election_standing{at->second.term, true, 0};
  }
  auto& held = at->second;
  if (held.policy != policy)
    return {errc::refused, "election '" + name + "' is decided by " + to_string(held.policy) +
                             ", not by " + to_string(policy)};
  auto place = find_candidate(held.candidates, who.id);
  if (place == held.candidates.end()) {
    if (held.candidates.size() >= limits_.candidates)
      return {errc::overloaded, "too many stand in election '" + name + "'"};
    place = held.candidates.insert(place, who);
  } else {
    bool news = held.winner == who.id && place->data != who.data;
    *place = who;
    if (news) out.push_back(change(name, held, who.data));
  }
  if (held.winner == who.id) return election_standing{held.term, true, 0};
  // The winner stands in the same list: whoever came before it is counted without it.
  auto winner = find_candidate(held.candidates, held.winner);
  auto position = static_cast<std::uint32_t>(place - held.candidates.begin());
  return election_standing{held.term, false, winner < place ? position : position + 1};
}

result<void> election_table::resign(const std::string& name, candidate_id who,
                                    std::optional<candidate_id> successor, token_source& tokens,
                                    events& out) {
  auto at = elections_.find(name);
  if (at == elections_.end())
    return {errc::not_holder, "the caller does not stand in election '" + name + "'"};
  auto& held = at->second;
  auto place = find_candidate(held.candidates, who);
  if (place == held.candidates.end())
    return {errc::not_holder, "the caller does not stand in election '" + name + "'"};
  held.candidates.erase(place);
  if (held.winner != who) return {};
  const candidate* next = choose(held.policy, held.candidates);
  if (successor) {
    auto preferred = find_candidate(held.candidates, *successor);
    if (preferred != held.candidates.end()) next = &*preferred;
  }
  if (next != nullptr) {
    put_in_office(name, held, *next, tokens, out);
  } else {
    out.push_back({name, held.term, std::nullopt, {}});
    elections_.erase(at);
  }
  return {};
}

void election_table::end_sessions(const std::set<session_id>& ended, token_source& tokens,
                                  events& out) {
  auto gone = [&](const candidate& c) { return ended.count(c.id.session) != 0; };
  for (auto& [name, held] : elections_)
    held.candidates.erase(std::remove_if(held.candidates.begin(), held.candidates.end(), gone),
                          held.candidates.end());
  for (auto at = elections_.begin(); at != elections_.end();) {
    auto here = at++;
    auto& held = here->second;
    if (ended.count(held.winner.session) == 0) continue;
    if (const auto* next = choose(held.policy, held.candidates)) {
      put_in_office(here->first, held, *next, tokens, out);
    } else {
      out.push_back({here->first, held.term, std::nullopt, {}});
      elections_.erase(here);
    }
  }
}

const election* election_table::find(const std::string& name) const {
  auto at = elections_.find(name);
  return at == elections_.end() ? nullptr : &at->second;
}

} // namespace ringleader

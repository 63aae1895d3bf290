// SPDX-License-Identifier: BSD-3-Clause
#include <ringleader/elections/election_mirror.hpp>

#include <ringleader/base/match.hpp>

namespace ringleader {

namespace {

std::string name_of(session_id session, const member_names& names) {
  auto at = names.find(session);
  return at == names.end() ? std::string{} : at->second;
}

election_state state_of(const std::string& name, const election& e, const electorate& voters,
                        const member_names& names) {
  election_state state;
  state.election = name;
  state.term = e.term;
  state.winner = e.winner;
  if (e.winner) state.winner_node = name_of(e.winner->session, names);
  auto sums = count_votes(e, voters);
  for (const auto& c : e.candidates) {
    auto has = sums.find(c.id);
    state.candidates.push_back({c.id, name_of(c.id.session, names), c.weight,
                                has == sums.end() ? std::uint64_t{0} : has->second});
    if (e.winner == c.id) state.data = c.data;
  }
  return state;
}

} // namespace

void election_mirror::reset(const std::map<std::string, election>& all, const electorate& voters,
                            const member_names& names) {
  states_.clear();
  for (const auto& [name, e] : all) states_.emplace(name, state_of(name, e, voters, names));
}

election_change election_mirror::take(const election_event& ev, const member_names& names) {
  auto change = match(
    ev,
    [&](const election_changed& x) {
      auto node = x.winner ? name_of(x.winner->session, names) : std::string{};
      return election_change{x.name, 0, leadership_change{x.term, x.winner, node, x.data}};
    },
    [&](const candidacy_changed& x) {
      candidate_state who{x.who, name_of(x.who.session, names), x.weight, x.support};
      return election_change{x.name, 0, candidate_change{who, x.campaigns}};
    });
  auto& state = states_.try_emplace(change.election).first->second;
  state.election = change.election;
  // A member that is gone has no name any more; the candidate that goes with it had one.
  if (auto* gone = std::get_if<candidate_change>(&change.what); gone && gone->who.node.empty())
    if (auto* known = ringleader::find(state, gone->who.id)) gone->who.node = known->node;
  change.number = state.number + 1;
  follow(state, change);
  change.number = state.number = 0; // a watcher has numbers of its own
  if (state.candidates.empty() && !state.winner) states_.erase(change.election);
  return change;
}

election_state election_mirror::of(const std::string& election) const {
  if (const auto* known = find(election)) return *known;
  election_state nobody;
  nobody.election = election;
  return nobody;
}

const election_state* election_mirror::find(const std::string& election) const {
  auto at = states_.find(election);
  return at == states_.end() ? nullptr : &at->second;
}

} // namespace ringleader

// SPDX-License-Identifier: BSD-3-Clause
#include <ringleader/elections/election_state.hpp>

#include <ringleader/base/match.hpp>

#include <algorithm>

namespace ringleader {

namespace {

auto place_of(election_state& in, candidate_id who) {
  return std::find_if(in.candidates.begin(), in.candidates.end(),
                      [&](const candidate_state& c) { return c.id == who; });
}

void make(election_state& state, const leadership_change& what) {
  state.term = what.term;
  state.winner = what.winner;
  state.winner_node = what.node;
  state.data = what.data;
}

void make(election_state& state, const candidate_change& what) {
  auto place = place_of(state, what.who.id);
  if (!what.campaigns) {
    if (place != state.candidates.end()) state.candidates.erase(place);
  } else if (place == state.candidates.end()) {
    state.candidates.push_back(what.who);
  } else {
    *place = what.who;
  }
}

std::string to_text(const candidate_state& c) {
  return to_string(c.id) + " on " + c.node + " weight=" + std::to_string(c.weight) +
         " support=" + std::to_string(c.support);
}

std::string to_text(election_term term, const std::optional<candidate_id>& winner,
                    const std::string& node) {
  return "term " + to_string(term) +
         (winner ? " winner " + to_string(*winner) + " on " + node : std::string{" vacant"});
}

} // namespace

const candidate_state* find(const election_state& in, candidate_id who) {
  for (const auto& c : in.candidates)
    if (c.id == who) return &c;
  return nullptr;
}

bool follow(election_state& state, const election_change& change) {
  if (change.election != state.election || change.number != state.number + 1) return false;
  state.number = change.number;
  match(change.what, [&](const auto& what) { make(state, what); });
  // Whoever campaigns next begins another election of that name.
  if (state.candidates.empty() && !state.winner) state.term = election_term{};
  return true;
}

const candidate_state* stronger(const election_state& than, election_policy policy,
                                std::uint64_t all_votes) {
  const auto* winner = than.winner ? find(than, *than.winner) : nullptr;
  if (winner == nullptr) return nullptr;
  const candidate_state* best = nullptr;
  for (const auto& c : than.candidates) {
    auto beats = policy == election_policy::weight ? c.weight > winner->weight
                                                   : by_votes(policy) && 2 * c.support > all_votes;
    if (c.id == winner->id || !beats) continue;
    // Of equals the earliest.
    if (best == nullptr || c.weight > best->weight) best = &c;
  }
  return best;
}

std::string to_string(const election_state& state) {
  auto text = state.election + " #" + std::to_string(state.number) + ": " +
              to_text(state.term, state.winner, state.winner_node);
  for (const auto& c : state.candidates) text += "; " + to_text(c);
  return text;
}

std::string to_string(const election_change& change) {
  auto text = change.election + " #" + std::to_string(change.number) + ": ";
  return text +
         match(
           change.what,
           [](const leadership_change& what) { return to_text(what.term, what.winner, what.node); },
           [](const candidate_change& what) {
             return (what.campaigns ? "campaigns " : "gone ") + to_text(what.who);
           });
}

} // namespace ringleader

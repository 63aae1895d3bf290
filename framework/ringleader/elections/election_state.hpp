// SPDX-License-Identifier: BSD-3-Clause
/// election_state: one election as those see it who watch it: the winner with its node, term and
/// data, and who campaigns. A watcher gets the state first and then each change of it:
///
///   void on(election_state now)          { state = std::move(now); }
///   void on(const election_change& update) { EXPECTS(follow(state, update)); }
///
/// A state may come again, after a snapshot for instance, and takes the place of all before it.
/// An election in which nobody campaigns has a state too, without candidates.
///
/// Invariant: changes behind a state are numbered from its number on, without a gap.
#pragma once

#include <ringleader/elections/election.hpp>

#include <variant>

namespace ringleader {

struct candidate_state {
  candidate_id id;
  std::string node; ///< the member's name
  std::uint32_t weight = 0;
  std::uint64_t support = 0; ///< votes, or their weight; zero where nobody votes

  friend bool operator==(const candidate_state& a, const candidate_state& b) {
    return std::tie(a.id, a.node, a.weight, a.support) ==
           std::tie(b.id, b.node, b.weight, b.support);
  }
};

struct election_state {
  std::string election;
  std::uint64_t number = 0;
  election_term term; ///< of the last win; none if nobody campaigns
  std::optional<candidate_id> winner;
  std::string winner_node;
  bytes data;                              ///< the winner's
  std::vector<candidate_state> candidates; ///< in the order of their coming

  friend bool operator==(const election_state& a, const election_state& b) {
    return std::tie(a.election, a.number, a.term, a.winner, a.winner_node, a.data, a.candidates) ==
           std::tie(b.election, b.number, b.term, b.winner, b.winner_node, b.data, b.candidates);
  }
};

/// There is another winner or the winner has other data; winner none: the leadership is vacant.
struct leadership_change {
  election_term term;
  std::optional<candidate_id> winner;
  std::string node;
  bytes data;

  friend bool operator==(const leadership_change& a, const leadership_change& b) {
    return std::tie(a.term, a.winner, a.node, a.data) == std::tie(b.term, b.winner, b.node, b.data);
  }
};

/// A candidate came, changed, or (campaigns false) went.
struct candidate_change {
  candidate_state who;
  bool campaigns = false;

  friend bool operator==(const candidate_change& a, const candidate_change& b) {
    return a.who == b.who && a.campaigns == b.campaigns;
  }
};

struct election_change {
  std::string election;
  std::uint64_t number = 0;
  std::variant<leadership_change, candidate_change> what;

  friend bool operator==(const election_change& a, const election_change& b) {
    return std::tie(a.election, a.number, a.what) == std::tie(b.election, b.number, b.what);
  }
};

/// Null if it does not campaign.
const candidate_state* find(const election_state& in, candidate_id who);

/// Makes the change. False, and nothing is changed, if it is not the next one of that election.
bool follow(election_state& state, const election_change& change);

/// Who would take over from the winner by that policy, were its minimum term over; null if nobody.
/// all_votes: of all members, or their weight.
const candidate_state* stronger(const election_state& than, election_policy policy,
                                std::uint64_t all_votes);

/// "payroll #3: term 7 winner 3/1 on n1; 3/1 on n1 weight=0 support=0".
std::string to_string(const election_state& state);
std::string to_string(const election_change& change);

} // namespace ringleader

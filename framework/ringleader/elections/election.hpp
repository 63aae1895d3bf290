// SPDX-License-Identifier: BSD-3-Clause
/// election: the values of one registry election: who campaigns, who voted for whom, who won, and
/// by which rules. The winner of an election is the leader that applications see; it has nothing to
/// do with the control leader.
///
/// Watchers get the election itself first and then each change: election_changed for the
/// leadership, candidacy_changed for the candidates.
#pragma once

#include <ringleader/base/bytes.hpp>
#include <ringleader/base/ids.hpp>
#include <ringleader/base/time.hpp>

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

namespace ringleader {

/// Who campaigns: two holders of one session are two candidates.
struct candidate_id {
  session_id session;
  holder_id holder;

  friend bool operator==(candidate_id a, candidate_id b) {
    return a.session == b.session && a.holder == b.holder;
  }
  friend bool operator!=(candidate_id a, candidate_id b) { return !(a == b); }
  friend bool operator<(candidate_id a, candidate_id b) {
    return std::tie(a.session, a.holder) < std::tie(b.session, b.holder);
  }
};

/// "3/1": session and holder.
std::string to_string(candidate_id id);

/// Who fills a vacancy. seniority: the earliest candidate. weight: the heaviest, the
/// earliest of equals. votes: whom the members vote for, one vote each. weighted_votes: the
/// same, each vote with the weight of its member.
enum class election_policy : std::uint8_t { seniority, weight, votes, weighted_votes };

std::string to_string(election_policy policy);

/// True if members vote.
inline bool by_votes(election_policy policy) {
  return policy == election_policy::votes || policy == election_policy::weighted_votes;
}

/// Set by the first candidate; all others must say the same while anybody campaigns.
struct election_rules {
  election_policy policy = election_policy::seniority;
  /// Votes only. How long after the first vote in a vacancy the votes cast decide, if no candidate
  /// has a majority of all before. Longer: more members are heard; shorter: no long vacancy.
  duration voting{};
  /// A stronger candidate takes over from a winner after leading for this long; none: never. By
  /// weight stronger is heavier than the winner, by votes it is to have a majority of all.
  std::optional<duration> take_over;

  friend bool operator==(const election_rules& a, const election_rules& b) {
    return std::tie(a.policy, a.voting, a.take_over) == std::tie(b.policy, b.voting, b.take_over);
  }
};

/// "weight take_over=30s", "votes voting=10s".
std::string to_string(const election_rules& rules);

struct candidate {
  candidate_id id;
  std::uint32_t weight = 0;
  bytes data; ///< for those who look at the winner, an address for instance

  friend bool operator==(const candidate& a, const candidate& b) {
    return std::tie(a.id, a.weight, a.data) == std::tie(b.id, b.weight, b.data);
  }
};

/// Invariants: the winner is one of the candidates; by seniority and by weight there is one exactly
/// while anybody campaigns; votes are for candidates.
struct election {
  election_rules rules;
  election_term term; ///< of the last win, the winner's fencing token; none before the first
  std::optional<candidate_id> winner;
  registry_time since{};             ///< when the winner was elected
  std::vector<candidate> candidates; ///< in the order of their coming
  std::map<session_id, candidate_id>
    votes;                          ///< a vote stands until it is changed or one of both goes
  std::optional<registry_time> due; ///< when time alone changes the leadership

  friend bool operator==(const election& a, const election& b) {
    return std::tie(a.rules, a.term, a.winner, a.since, a.candidates, a.votes, a.due) ==
           std::tie(b.rules, b.term, b.winner, b.since, b.candidates, b.votes, b.due);
  }
};

template <class Inspector> typename Inspector::result_type inspect(Inspector& f, candidate_id& x) {
  return f(x.session, x.holder);
}

template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, election_rules& x) {
  return f(x.policy, x.voting, x.take_over);
}

template <class Inspector> typename Inspector::result_type inspect(Inspector& f, candidate& x) {
  return f(x.id, x.weight, x.data);
}

template <class Inspector> typename Inspector::result_type inspect(Inspector& f, election& x) {
  return f(x.rules, x.term, x.winner, x.since, x.candidates, x.votes, x.due);
}

} // namespace ringleader

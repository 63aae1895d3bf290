// SPDX-License-Identifier: BSD-3-Clause
/// election: the values of one registry election: who stands, who won, and by which rule.
/// The winner of an election is the leader that applications see; it has nothing to do with the
/// control leader.
#pragma once

#include <ringleader/base/bytes.hpp>
#include <ringleader/base/ids.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

namespace ringleader {

/// Who stands: two holders of one session are two candidates.
struct candidate_id {
  session_id session;
  holder_id holder;

  friend bool operator==(candidate_id a, candidate_id b) {
    return a.session == b.session && a.holder == b.holder;
  }
  friend bool operator!=(candidate_id a, candidate_id b) { return !(a == b); }
};

/// "3/1": session and holder.
std::string to_string(candidate_id id);

/// How a vacancy is filled. No rule takes the office away from a winner that still stands.
/// seniority: the longest-standing candidate. weight: the heaviest, the longest-standing of equals.
enum class election_policy : std::uint8_t { seniority, weight };

std::string to_string(election_policy policy);

struct candidate {
  candidate_id id;
  std::uint32_t weight = 0;
  bytes data; ///< for those who look at the winner, an address for instance

  friend bool operator==(const candidate& a, const candidate& b) {
    return std::tie(a.id, a.weight, a.data) == std::tie(b.id, b.weight, b.data);
  }
};

/// Invariant: the winner is one of the candidates, and there is one exactly while anybody stands.
struct election {
  election_policy policy = election_policy::seniority;
  election_term term; ///< the winner's fencing token
  candidate_id winner;
  std::vector<candidate> candidates; ///< in the order of their coming

  friend bool operator==(const election& a, const election& b) {
    return std::tie(a.policy, a.term, a.winner, a.candidates) ==
           std::tie(b.policy, b.term, b.winner, b.candidates);
  }
};

/// The candidate that the policy puts into a vacant office; null if nobody stands.
const candidate* choose(election_policy policy, const std::vector<candidate>& candidates);

/// There is another winner, the winner's data changed, or (winner none) nobody stands any more.
struct election_changed {
  std::string name;
  election_term term; ///< of the win; for a vacancy, of the last one
  std::optional<candidate_id> winner;
  bytes data;

  friend bool operator==(const election_changed& a, const election_changed& b) {
    return std::tie(a.name, a.term, a.winner, a.data) == std::tie(b.name, b.term, b.winner, b.data);
  }
};

std::string to_string(const election_changed& ev);

template <class Inspector> typename Inspector::result_type inspect(Inspector& f, candidate_id& x) {
  return f(x.session, x.holder);
}

template <class Inspector> typename Inspector::result_type inspect(Inspector& f, candidate& x) {
  return f(x.id, x.weight, x.data);
}

template <class Inspector> typename Inspector::result_type inspect(Inspector& f, election& x) {
  return f(x.policy, x.term, x.winner, x.candidates);
}

template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, election_changed& x) {
  return f(x.name, x.term, x.winner, x.data);
}

} // namespace ringleader

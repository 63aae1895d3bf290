// SPDX-License-Identifier: BSD-3-Clause
/// election_event: what the election table tells about one entry.
#pragma once

#include <ringleader/elections/election.hpp>

#include <variant>

namespace ringleader {

/// There is another winner, the winner's data changed, or (winner none) the leadership is vacant.
struct election_changed {
  std::string name;
  election_term term; ///< of the win; for a vacancy, of the last one
  std::optional<candidate_id> winner;
  bytes data;

  friend bool operator==(const election_changed& a, const election_changed& b) {
    return std::tie(a.name, a.term, a.winner, a.data) == std::tie(b.name, b.term, b.winner, b.data);
  }
};

/// A candidate came, went, or has another weight, other data or other votes.
struct candidacy_changed {
  std::string name;
  candidate_id who;
  bool campaigns = false;
  std::uint32_t weight = 0;
  std::uint64_t support = 0; ///< votes, or their weight; zero where nobody votes

  friend bool operator==(const candidacy_changed& a, const candidacy_changed& b) {
    return std::tie(a.name, a.who, a.campaigns, a.weight, a.support) ==
           std::tie(b.name, b.who, b.campaigns, b.weight, b.support);
  }
};

using election_event = std::variant<election_changed, candidacy_changed>;

std::string to_string(const election_changed& ev);
std::string to_string(const candidacy_changed& ev);
std::string to_string(const election_event& ev);

template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, election_changed& x) {
  return f(x.name, x.term, x.winner, x.data);
}

template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, candidacy_changed& x) {
  return f(x.name, x.who, x.campaigns, x.weight, x.support);
}

} // namespace ringleader

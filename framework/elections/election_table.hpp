// SPDX-License-Identifier: BSD-3-Clause
/// election_table: all registry elections. Replicated state: only the registry applies to it.
///
///   auto r = elections.campaign("payroll", policy, {{session, holder}, weight, data}, tokens, ev);
///   if (r && r->winner) { ... in office, under r->term }
///
/// A winner stays in office until it resigns or its session ends; the vacancy is filled in the same
/// entry. A candidate that campaigns again keeps its place and updates its weight and data.
/// Does not promise that an old winner knows: whatever it writes carries the term, and the resource
/// refuses smaller ones.
///
/// Invariants: at most one winner per term; terms strictly rise; an election in which nobody stands
/// is not in the table.
#pragma once

#include <ringleader/base/result.hpp>
#include <ringleader/base/token_source.hpp>
#include <ringleader/elections/election.hpp>

#include <map>
#include <set>

namespace ringleader {

/// Bounds of the replicated state. Part of its rules: a change needs a feature level.
struct election_limits {
  std::size_t elections = 4'096;
  std::size_t candidates = 256; ///< per election
  std::size_t name_bytes = 256;
  std::size_t data_bytes = 4'096;
};

/// Position 0 is the winner; the others count from 1 in the order of their coming.
struct election_standing {
  election_term term;
  bool winner = false;
  std::uint32_t position = 0;

  friend bool operator==(election_standing a, election_standing b) {
    return std::tie(a.term, a.winner, a.position) == std::tie(b.term, b.winner, b.position);
  }
};

class election_table {
public:
  using events = std::vector<election_changed>;

  election_table() = default;
  explicit election_table(const election_limits& limits) : limits_(limits) {}

  /// The first candidate sets the policy; another policy is refused while anybody stands.
  result<election_standing> campaign(const std::string& name, election_policy policy,
                                     const candidate& who, token_source& tokens, events& out);

  /// Steps down, as winner or as candidate. A successor that stands takes a vacated office; else
  /// the policy decides. not_holder if the candidate does not stand.
  result<void> resign(const std::string& name, candidate_id who,
                      std::optional<candidate_id> successor, token_source& tokens, events& out);

  /// Removes all of them from every election first, and then fills the vacancies.
  void end_sessions(const std::set<session_id>& ended, token_source& tokens, events& out);

  /// Null if nobody stands.
  const election* find(const std::string& name) const;

  const std::map<std::string, election>& all() const { return elections_; }

  friend bool operator==(const election_table& a, const election_table& b) {
    return a.elections_ == b.elections_;
  }

  template <class Inspector>
  friend typename Inspector::result_type inspect(Inspector& f, election_table& x) {
    return f(x.elections_);
  }

private:
  election_limits limits_;
  std::map<std::string, election> elections_;
};

} // namespace ringleader

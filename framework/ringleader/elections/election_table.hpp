// SPDX-License-Identifier: BSD-3-Clause
/// election_table: all registry elections. Replicated state: only the registry applies to it. It
/// knows no clock and no member: registry time and those who may vote are arguments, and the
/// control leader proposes what due() names.
///
///   election_entry entry{now, voters, tokens, events};
///   auto r = elections.campaign("payroll", rules, {{session, holder}, weight, data}, entry);
///   if (r && r->winner) { ... leading, under r->term }
///
/// A winner stays leading until it resigns, its session ends or, where the rules allow it, a
/// stronger candidate has waited for the end of its minimum term. A vacancy is filled in the same
/// entry if the policy knows by whom (see ballot); by votes it may last until enough have voted. A
/// vote may be given and changed at any time, before a vacancy too: votes that stand fill it at
/// once. A candidate that campaigns again keeps its place and updates its weight and data.
///
/// Does not promise that an old winner knows: whatever it writes carries the term, and the resource
/// refuses smaller ones.
///
/// Invariants: at most one winner per term; terms strictly rise; no winner goes before its minimum
/// term for another one that is merely stronger; an election in which nobody campaigns is not in
/// the table; nobody of an ended session campaigns or has a vote.
#pragma once

#include <ringleader/base/result.hpp>
#include <ringleader/base/token_source.hpp>
#include <ringleader/elections/ballot.hpp>
#include <ringleader/elections/election_event.hpp>
#include <ringleader/elections/election_limits.hpp>

#include <set>
#include <utility>

namespace ringleader {

/// Position 0 is the winner; the others count from 1 in the order of their coming.
struct election_place {
  election_term term;
  bool winner = false;
  std::uint32_t position = 0;

  friend bool operator==(election_place a, election_place b) {
    return std::tie(a.term, a.winner, a.position) == std::tie(b.term, b.winner, b.position);
  }
};

/// The entry that is being applied, and what it tells.
struct election_entry {
  registry_time now;
  const electorate& voters;
  token_source& tokens;
  std::vector<election_event>& events;
};

/// An election whose winner time alone changes.
struct due_election {
  std::string name;
  registry_time at{};

  friend bool operator==(const due_election& a, const due_election& b) {
    return a.name == b.name && a.at == b.at;
  }
  friend bool operator<(const due_election& a, const due_election& b) {
    return std::tie(a.at, a.name) < std::tie(b.at, b.name);
  }
};

class election_table {
public:
  election_table() = default;
  explicit election_table(const election_limits& limits) : limits_(limits) {}

  /// The first candidate sets the rules; others are refused while anybody campaigns.
  result<election_place> campaign(const std::string& name, const election_rules& rules,
                                  const candidate& who, election_entry& entry);

  /// Steps down, as winner or as candidate. A successor that campaigns takes the leadership that
  /// became free; else the policy decides. not_holder if the candidate does not campaign.
  result<void> resign(const std::string& name, candidate_id who,
                      std::optional<candidate_id> successor, election_entry& entry);

  /// The member's only vote in this election is for that candidate; none: for nobody. not_found if
  /// there is no such election or candidate, refused where nobody votes.
  result<void> vote(const std::string& name, session_id voter, std::optional<candidate_id> choice,
                    election_entry& entry);

  /// The time for voting or a minimum term is over; refused if that is at another time by now.
  result<void> settle(const due_election& what, election_entry& entry);

  /// Removes all of them from every election first, and then fills the vacancies. EXPECTS that none
  /// of them is among the voters.
  void end_sessions(const std::set<session_id>& ended, election_entry& entry);

  /// What is due at `now`, at most `most`, in the order of time.
  std::vector<due_election> due(registry_time now, std::size_t most) const;

  /// Null if nobody campaigns.
  const election* find(const std::string& name) const;

  const std::map<std::string, election>& all() const { return elections_; }

  friend bool operator==(const election_table& a, const election_table& b) {
    return a.elections_ == b.elections_;
  }

  template <class Inspector>
  friend typename Inspector::result_type inspect(Inspector& f, election_table& x) {
    bool ok = f(x.elections_);
    if constexpr (Inspector::writes_state) ok = ok && x.index_again();
    return ok;
  }

private:
  using slot = std::map<std::string, election>::iterator;

  void withdraw(slot at, candidate_id who, election_entry& entry);
  void remove(slot at, const std::set<session_id>& ended, election_entry& entry);
  /// Fills a vacancy, lets a challenger take over, and notes when to look again. vacated: in this
  /// entry. The slot may be gone afterwards.
  void decide(slot at, bool vacated, bool voting_over, election_entry& entry);
  void give_leadership(slot at, const candidate& winner, election_entry& entry);
  void set_due(slot at, std::optional<registry_time> due);
  void tell(slot at, candidate_id who, election_entry& entry) const;
  /// The session is not found here any more, unless it still campaigns or votes.
  void unlink(slot at, session_id session);
  bool index_again();

  election_limits limits_;
  std::map<std::string, election> elections_;
  // Made again when the elections are read.
  std::map<session_id, std::set<std::string>> by_session_; ///< who was_candidate or voted there
  std::set<std::string> by_votes_; ///< where half of all is less when a member goes
  std::set<std::pair<registry_time, std::string>> due_;
};

} // namespace ringleader

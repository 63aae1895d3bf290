// SPDX-License-Identifier: BSD-3-Clause
/// election_mirror: the elections as one node knows them: a copy of the state once, and the events
/// of every entry behind it.
///
///   mirror.reset(registry.elections().all(), voters, names);      // with each snapshot
///   for (auto& ev : events) tell_observers(mirror.take(ev, names));
///
/// Pure. Does not know of gaps: whoever misses events resets it.
/// Invariant: behind every entry it holds what reset() would make of the registry, but for the data
/// of those who have not won.
#pragma once

#include <ringleader/elections/ballot.hpp>
#include <ringleader/elections/election_event.hpp>
#include <ringleader/elections/election_state.hpp>

namespace ringleader {

/// Names of the members by session. Empty is the name of a member that came and went in one entry.
using member_names = std::map<session_id, std::string>;

class election_mirror {
public:
  void reset(const std::map<std::string, election>& all, const electorate& voters,
             const member_names& names);

  /// The change that the event is, without a number.
  election_change take(const election_event& ev, const member_names& names);

  /// Without candidates if nobody campaigns. Without a number.
  election_state of(const std::string& election) const;

  /// Null if nobody campaigns.
  const election_state* find(const std::string& election) const;

  const std::map<std::string, election_state>& all() const { return states_; }

private:
  std::map<std::string, election_state> states_;
};

} // namespace ringleader

// SPDX-License-Identifier: BSD-3-Clause
/// known_elections: what one node knows of the elections of its cluster and of its own candidates:
/// a copy of the elections, its session and lease; and the numbers of what its watchers are told.
///
///   auto touched = known.take(update, out);       // publishes what changed
///   if (known.lease_holds(now)) ...
///
/// A watcher gets a state first and then each change. News that comes out of order, as from a
/// control log that starts anew, leaves the copy as it is until a whole state follows.
/// Invariant: changes behind a published state are numbered from its number on, without a gap.
#pragma once

#include <ringleader/elections/campaign_effects.hpp>
#include <ringleader/elections/campaign_events.hpp>

#include <set>

namespace ringleader::campaigns {

class known_elections {
public:
  /// The elections that are not what they were.
  std::set<std::string> take(const update& what, effects& out);
  void take(const lease_seen& lease) { lease_ = lease; }
  void leave() { is_leaving_ = true; }

  void watch(const std::string& election) { numbers_.emplace(election, 0); }
  void forget(const std::string& election) { numbers_.erase(election); }

  /// False before the first whole state.
  bool knows() const { return knows_; }
  /// True while the copy is that of the newest entry that was told.
  bool follows() const { return knows_ && !is_stale_; }
  const election_mirror& mirror() const { return mirror_; }
  /// With the number of the last change that was published of it.
  election_state state_of(const std::string& election) const;
  /// The candidate as the log has it; null if it does not campaign.
  const candidate_state* candidate_in(const std::string& election, candidate_id who) const;

  session_id session() const { return session_; }
  bool is_leaving() const { return is_leaving_; }
  session_id lease_session() const { return lease_.session; }
  instant lease_until() const { return lease_.until; }
  bool lease_holds(instant now) const {
    return session_ && lease_.session == session_ && now < lease_.until;
  }
  /// Of all members that live, or their weight where that counts.
  std::uint64_t all_votes(election_policy policy) const;

private:
  log_index seen_;
  bool knows_ = false;
  bool is_stale_ = false;
  bool is_leaving_ = false;
  session_id session_;
  lease_seen lease_{{}, instant::min()};
  electorate voters_;
  member_names names_;
  election_mirror mirror_;
  std::map<std::string, std::uint64_t> numbers_; // of the last change of what is watched
};

} // namespace ringleader::campaigns

// SPDX-License-Identifier: BSD-3-Clause
/// execute: what each command does to the state. Private to this folder; registry.cpp calls it
/// after it has checked who proposes, whether the command was seen before, and the ranges of its
/// fields (command_check.hpp).
///
/// A function answers `refused` before it changes anything, never after.
#pragma once

#include <ringleader/base/result.hpp>
#include <ringleader/partitions/planner.hpp>
#include <ringleader/registry/commands.hpp>
#include <ringleader/registry/event.hpp>
#include <ringleader/registry/outcome.hpp>
#include <ringleader/registry/state.hpp>

#include <map>
#include <set>

namespace ringleader::registry {

/// One entry being applied: who proposes it, and what it has touched so far.
struct context {
  log_index index;
  session_id by; ///< none: a newcomer or the control leader
  std::vector<event> events;
  bool view_moved = false;
  std::set<partition_id> touched; ///< partitions whose entries were written
  std::set<session_id> ended;     ///< sessions that campaign and vote in no election any more
};

outcome execute(state& s, context& c, const found& x);
outcome execute(state& s, context& c, const join& x);
outcome execute(state& s, context& c, const begin_leave& x);
outcome execute(state& s, context& c, const leave& x);
outcome execute(state& s, context& c, const expire_sessions& x);
outcome execute(state& s, context& c, const forget_member& x);
outcome execute(state& s, context& c, const announce_type& x);
outcome execute(state& s, context& c, const raise_feature_level& x);
outcome execute(state& s, context& c, const skip_tokens& x);
outcome execute(state& s, context& c, const rebalance& x);
outcome execute(state& s, context& c, const drained& x);
outcome execute(state& s, context& c, const cancel_moves& x);
outcome execute(state& s, context& c, const acquire_lock& x);
outcome execute(state& s, context& c, const release_lock& x);
outcome execute(state& s, context& c, const cancel_lock& x);
outcome execute(state& s, context& c, const extend_lock& x);
outcome execute(state& s, context& c, const expire_lock& x);
outcome execute(state& s, context& c, const campaign& x);
outcome execute(state& s, context& c, const resign& x);
outcome execute(state& s, context& c, const force_lock& x);
outcome execute(state& s, context& c, const vote& x);
outcome execute(state& s, context& c, const settle_election& x);

/// EXPECTS that the life cycle allows it.
void enter_state(member& m, member_state to);

/// Ends all these sessions: their members, types and locks; not their partitions, which the caller
/// gives to somebody with settle_partitions or keep_partitions, nor their candidacies, which end
/// with the entry.
void end_sessions(state& s, context& c, const std::map<session_id, session_end>& ended);

/// Cancels moves to nobody, and gives every partition without an open owner to a new one at once.
void settle_partitions(state& s, context& c);

/// All that `old` owned belongs to `fresh` now, under new epochs.
void keep_partitions(state& s, context& c, session_id old, session_id fresh);

/// Moves towards this session are cancelled.
void cancel_moves_to(state& s, context& c, session_id target);

/// The moves that a rebalance would begin now, those from nobody included.
std::vector<planned_move> next_moves(const state& s, std::uint32_t moves_per_pair_max);

/// Every member with a session votes, those that are leaving too.
electorate voters_of(const state& s);

/// The sessions of the entry that ended leave all elections, once it is known who joined in it.
void end_candidacies(state& s, context& c);

void end_types(state& s, context& c, const std::map<session_id, session_end>& ended);

inline refused refuse(errc code, std::string message, bool retry = false) {
  return {code, std::move(message), retry};
}

inline refused refuse(const failure& why) { return {why.code, why.message, false}; }

inline outcome answer(const result<void>& r) {
  if (!r) return refuse(r.error());
  return done{};
}

/// What a table told of a change, for those who watch the registry.
template <class Event> void publish(context& c, std::vector<Event> events) {
  for (auto& ev : events) std::visit([&](auto& x) { c.events.push_back(std::move(x)); }, ev);
}

} // namespace ringleader::registry

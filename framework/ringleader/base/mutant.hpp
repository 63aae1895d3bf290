// SPDX-License-Identifier: BSD-3-Clause
/// mutant: known bugs of consensus systems, of lock services and of elections, to be switched on
/// one at a time in a test build.
///
///   if (index <= commit_ || (term_at(index) != term && !mutated(mutant::commit_by_counting))) ...
///
/// A tester that never failed proves nothing: these were seen in real systems, or are what a change
/// of ours could bring in, and the simulator must find each by the invariant that names it
/// (docs/testing.md has the table and the sources). The place of a bug is the code that it is in,
/// so the switches stand in the machines.
///
/// They exist only where RINGLEADER_MUTANTS is defined, which is in libraries that nothing but the
/// simulator links. Everywhere else mutated() is the constant false and leaves no code behind.
///
/// Invariant: at most one is on at a time.
#pragma once

#include <cstdint>

namespace ringleader {

enum class mutant : std::uint8_t {
  none,
  commit_by_counting,          // an entry of an earlier term is committed by counting replicas
  heartbeat_reports_unmatched, // a heartbeat's answer reports all entries, matched or not
  commit_only_at_last_stored,  // commit is tried at the leader's own last stored index only
  uncommitted_members_kept,    // a restart takes the configuration in its log for committed
  rollback_past_compaction,    // a configuration is rolled back to one that was compacted away
  vote_before_durable,         // a vote leaves before it is on disk
  append_before_durable,       // an append is acknowledged before it is on disk
  truncation_lost,             // what was truncated in memory stays on disk
  late_completion_accepted, // a write of truncated entries counts for those that took their place
  pre_vote_echoes_term,     // a refused pre-vote answers with the requester's term
  lease_from_answer,        // a lease is counted from the receipt of the answer
  snapshot_over_newer,      // a snapshot is installed over newer state
  retry_applied_twice,      // a repeated command takes effect again
  deposed_leader_renews,    // a renewal is answered without asking the majority
  renewal_during_expiry,    // a renewal is answered while the expiry is in flight
  restarted_voter_votes_at_once, // a restarted voter forgets the leases that it acknowledged
  ages_from_pre_votes,           // what voters know of renewals is taken from pre-votes
  wiped_founder_votes,           // a founder that lost its disk comes back as the same voter
  waiter_overtaken,              // an acquire is granted past those who wait for the same name
  dead_waiter_granted,           // who waits in the name of an ended session is granted
  expiry_wakes_nobody,           // a lease that ends hands over to nobody
  shared_beside_exclusive,       // a shared claim is granted beside an exclusive one
  majority_of_cast,              // half of the votes cast elects, not half of all
  minimum_term_ignored,          // a stronger candidate takes over at once
  deadline_lost_in_snapshot, // who starts from a snapshot does not know when a leadership is due
  unanswered_renewal_counts, // a lease is prolonged when the renewal is sent
  lease_from_last_sending,   // an answer counts from the newest renewal, not from its own
  ended_boot_joins_again,    // a node whose session ended joins under the same boot id
  lease_kept_while_leaving,  // a node that gives its session back acts on until it is gone
  foreign_session_taken,     // a forwarded command is taken for whatever session it names
  unanswered_acquire_kept,   // an acquire without an answer is not taken back
  holder_told_after_release, // a lost lock is given back before its holder is told
  late_grant_kept,           // a grant is kept that came after its asker gave up
  unmeasured_lease_joined,   // a grant is joined whose lease nobody has measured yet
  extension_overtaken,       // a longer extension counts although a shorter one may follow it
  candidacy_outlives_resign, // a campaign without an answer counts as none; no resign follows
  loss_told_too_late,        // the end of its lease does not depose a winner
  hand_over_beside_the_old,  // a singleton's node resigns before the singleton is gone
  unanswered_resent,         // a request is sent again after it may have happened
  overtaken_resent,          // a refused request is sent again behind what was sent after it
  stash_overtaken,           // a message leaves past those that wait for the same partition
  drain_reported_early,      // a partition is reported as drained while entities still run
  late_join_replaces,        // a join ends a live session that it does not name
  apply_not_total,           // a command out of range is taken from a peer and stops all nodes
  any_term_taken,            // a term is taken from others however far it lies above all others
  transfer_without_leader,   // a transfer that no leader began overrides stickiness
  foreign_session_ended,     // a forwarded leave is taken for whatever session it names
};

inline constexpr mutant last_mutant = mutant::foreign_session_ended;

#ifdef RINGLEADER_MUTANTS
/// The one that is on; set before the machines run.
inline mutant present_mutant = mutant::none;
inline bool mutated(mutant which) { return present_mutant == which; }
#else
constexpr bool mutated(mutant) { return false; }
#endif

} // namespace ringleader

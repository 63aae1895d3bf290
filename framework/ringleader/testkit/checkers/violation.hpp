// SPDX-License-Identifier: BSD-3-Clause
/// violation: a promise that a simulated run saw broken, with the name of the promise.
///
/// The names are what the tests of the tester ask for: each planted fault must be found by the
/// invariant that is meant to find it.
#pragma once

#include <ringleader/base/time.hpp>

#include <cstdint>
#include <string>

namespace ringleader::testkit {

enum class violation_kind : std::uint8_t {
  /// Two nodes led in the same term (Raft 5.2, election safety).
  two_leaders_in_one_term,
  /// Two logs hold the same index and term, but not the same history (Raft 5.3, log matching).
  logs_differ,
  /// A later leader's log lacks what was committed before (Raft 5.4.3, leader completeness).
  leader_lacks_committed,
  /// Two nodes committed different entries at one index (Raft 5.4.3, state machine safety).
  committed_differ,
  /// A node committed an index twice in one life, or left one out.
  committed_out_of_order,
  /// A node truncated what it had committed.
  committed_truncated,
  /// Something was committed that no majority of voters held durably.
  committed_without_majority,
  /// A node takes another configuration for the one in force than the latest in its log.
  members_differ,
  /// A node voted for two candidates of one term, its own candidacy included.
  two_votes_in_one_term,
  /// A node promised a term that no election reaches.
  terms_exhausted,
  /// A vote left a node before it was durable there.
  vote_not_durable,
  /// A node confirmed entries that were not durable there.
  append_not_durable,
  /// A node confirmed to a leader what is not in that leader's log.
  append_not_matched,
  /// A command that is repeated in the log took effect again.
  applied_twice,
  /// A command was acknowledged and is not in force, or with another outcome.
  acknowledged_lost,
  /// A command took effect in the name of a session whose node did not propose it.
  foreign_session_taken,
  /// A request was answered from a state older than one that a client saw before it began.
  stale_read,
  /// Two nodes held valid leases of one partition at the same true time, or of a leadership that
  /// nobody may take over.
  two_owners,
  /// A lock was granted beside a grant that conflicts with it, or is withheld after its loss.
  grant_conflicts,
  /// The token of a grant is no larger than that of an earlier one of the same name, or a term of
  /// a leadership than an earlier one.
  token_not_rising,
  /// A claim was granted before one that came earlier and conflicts with it.
  overtaken,
  /// A lock, or a leadership, was granted to a session that had ended.
  granted_to_ended,
  /// A claim waits for names that are free, and nobody is before it.
  waiter_forgotten,
  /// The log ended a grant, or never made it, that a holder counts on within its lease.
  holder_deceived,
  /// A lock was given back before its holder was told.
  given_back_untold,
  /// A grant, or a place in a queue, is nobody's and stays.
  grant_unclaimed,
  /// Who asked was answered twice, or too late; or a holder was not told of the end of its lease.
  answered_amiss,
  /// An election's rules do not give the leadership to who came into it, or not yet.
  leadership_misgiven,
  /// A leadership is vacant, and the rules say whose it is.
  leadership_forgotten,
  /// A node held a valid lease of a session that the log had ended. The run goes on, since it may
  /// show what comes of it.
  lease_of_ended,
  /// A node was told that it will never be taken, and nothing is wrong with it.
  refused_for_good,
  /// A candidate was told leadership_gained in a term that the log did not give it, or beside
  /// another of its node, or told leadership_lost before; or an asker was not answered once.
  misled_candidate,
  /// A candidate was told leadership_gained while that of another node believed to be in the same
  /// leadership.
  two_leaders,
  /// A singleton was started beside another one that was not gone.
  two_singletons,
  /// Who resigned, or whose owner is gone, campaigns for good.
  campaigns_after_resign,
  /// What clients saw of a lock or of a leadership cannot be explained by one order.
  not_linearizable,
  /// An entity executed a request twice.
  request_executed_twice,
  /// An entity executed a request after one that the same sender sent to the same key later.
  request_overtaken,
  /// A request was executed although its sender was told that nothing happened.
  denied_but_executed,
  /// An entity ran under an epoch older than one that its partition had run under.
  executed_without_right,
  /// A request was answered twice, or never while its sender lived.
  answered_twice,
  never_answered,
  /// A node did something after it had halted.
  act_after_halt,
  /// A machine halted although its disk had not failed: it saw what cannot be.
  halted_without_cause,
  /// A node's state, or one that it took over, is not what the log builds up to its index; or a
  /// snapshot stands for what was not committed.
  snapshot_differs,
  /// A message did not decode to what was encoded.
  wire_differs,
  /// The same seed gave two different runs.
  trace_differs,
};

std::string to_string(violation_kind kind);

struct violation {
  violation_kind kind;
  instant at;           // the simulation's true time
  std::uint64_t step;   // the machine step that showed it
  std::string evidence; // which node, which index, which term

  friend bool operator==(const violation& a, const violation& b) {
    return a.kind == b.kind && a.at == b.at && a.step == b.step && a.evidence == b.evidence;
  }
};

/// One line: "committed_differ at 1.5s, step 4711: node 2 index 17 ...".
std::string to_string(const violation& found);

} // namespace ringleader::testkit

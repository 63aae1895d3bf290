// SPDX-License-Identifier: BSD-3-Clause
/// planted_fault: known bugs that a simulation can be told to have, one at a time.
///
/// A checker that never found anything may be blind. Each planted fault breaks one promise of the
/// surroundings (disk, wire, clients) as a bug in the machine or its driver would; a test demands
/// that the invariant named here finds it within a few seeds.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace ringleader::testkit {

enum class planted_fault : std::uint8_t {
  none,
  /// A crash loses records that were durable: committed_differ, leader_lacks_committed, ...
  disk_forgets_records,
  /// A crash loses the vote: two_votes_in_one_term.
  disk_forgets_vote,
  /// The driver reports writes as durable when it issues them: vote_not_durable,
  /// append_not_durable.
  disk_answers_early,
  /// A denied vote arrives as a granted one: two_leaders_in_one_term, leader_lacks_committed.
  votes_forged,
  /// An entry of a message has other bytes when it arrives: logs_differ.
  entries_swapped,
  /// A refusal arrives as a confirmation of everything: committed_without_majority.
  confirmations_forged,
  /// The driver hands out a committed entry twice: committed_out_of_order.
  commits_doubled,
  /// A node answers reads from what it has, without a word to the others: stale_read.
  reads_unconfirmed,
  /// Clocks run at half or one and a half of the true speed, and the margin allows for none of it:
  /// stale_read.
  clocks_astray,
  /// A snapshot holds one entry more than it says: snapshot_differs.
  snapshots_ahead,
  /// A client is answered before the commit: acknowledged_lost.
  answers_early,
  /// The ledger does not know repetitions: applied_twice.
  repeats_unknown,
  /// One follower stays cut off after the faults: not converged.
  link_never_mended,
};

inline constexpr planted_fault last_planted_fault = planted_fault::link_never_mended;

std::string to_string(planted_fault fault);

/// Reads what to_string writes.
std::optional<planted_fault> parse_planted_fault(const std::string& text);

} // namespace ringleader::testkit

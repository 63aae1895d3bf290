// SPDX-License-Identifier: BSD-3-Clause
#include <ringleader/testkit/machines/mutant_names.hpp>

namespace ringleader::testkit {

std::string to_string(mutant which) {
  switch (which) {
  case mutant::none: return "none";
  case mutant::commit_by_counting: return "commit_by_counting";
  case mutant::heartbeat_reports_unmatched: return "heartbeat_reports_unmatched";
  case mutant::commit_only_at_last_stored: return "commit_only_at_last_stored";
  case mutant::uncommitted_members_kept: return "uncommitted_members_kept";
  case mutant::rollback_past_compaction: return "rollback_past_compaction";
  case mutant::vote_before_durable: return "vote_before_durable";
  case mutant::append_before_durable: return "append_before_durable";
  case mutant::truncation_lost: return "truncation_lost";
  case mutant::late_completion_accepted: return "late_completion_accepted";
  case mutant::pre_vote_echoes_term: return "pre_vote_echoes_term";
  case mutant::lease_from_answer: return "lease_from_answer";
  case mutant::snapshot_over_newer: return "snapshot_over_newer";
  case mutant::retry_applied_twice: return "retry_applied_twice";
  case mutant::deposed_leader_renews: return "deposed_leader_renews";
  case mutant::renewal_during_expiry: return "renewal_during_expiry";
  case mutant::restarted_voter_votes_at_once: return "restarted_voter_votes_at_once";
  case mutant::ages_from_pre_votes: return "ages_from_pre_votes";
  case mutant::wiped_founder_votes: return "wiped_founder_votes";
  case mutant::waiter_overtaken: return "waiter_overtaken";
  case mutant::dead_waiter_granted: return "dead_waiter_granted";
  case mutant::expiry_wakes_nobody: return "expiry_wakes_nobody";
  case mutant::shared_beside_exclusive: return "shared_beside_exclusive";
  case mutant::majority_of_cast: return "majority_of_cast";
  case mutant::minimum_term_ignored: return "minimum_term_ignored";
  case mutant::deadline_lost_in_snapshot: return "deadline_lost_in_snapshot";
  case mutant::unanswered_renewal_counts: return "unanswered_renewal_counts";
  case mutant::lease_from_last_sending: return "lease_from_last_sending";
  case mutant::ended_boot_joins_again: return "ended_boot_joins_again";
  case mutant::lease_kept_while_leaving: return "lease_kept_while_leaving";
  case mutant::foreign_session_taken: return "foreign_session_taken";
  case mutant::unanswered_acquire_kept: return "unanswered_acquire_kept";
  case mutant::holder_told_after_release: return "holder_told_after_release";
  case mutant::late_grant_kept: return "late_grant_kept";
  case mutant::unmeasured_lease_joined: return "unmeasured_lease_joined";
  case mutant::extension_overtaken: return "extension_overtaken";
  case mutant::candidacy_outlives_resign: return "candidacy_outlives_resign";
  case mutant::loss_told_too_late: return "loss_told_too_late";
  case mutant::hand_over_beside_the_old: return "hand_over_beside_the_old";
  case mutant::unanswered_resent: return "unanswered_resent";
  case mutant::overtaken_resent: return "overtaken_resent";
  case mutant::stash_overtaken: return "stash_overtaken";
  case mutant::drain_reported_early: return "drain_reported_early";
  case mutant::late_join_replaces: return "late_join_replaces";
  case mutant::apply_not_total: return "apply_not_total";
  case mutant::any_term_taken: return "any_term_taken";
  case mutant::transfer_without_leader: return "transfer_without_leader";
  case mutant::foreign_session_ended: return "foreign_session_ended";
  }
  return "unknown";
}

std::optional<mutant> parse_mutant(const std::string& text) {
  for (std::uint8_t i = 0; i <= static_cast<std::uint8_t>(last_mutant); ++i)
    if (auto which = static_cast<mutant>(i); to_string(which) == text) return which;
  return std::nullopt;
}

bool needs_hostile_member(mutant which) {
  switch (which) {
  case mutant::apply_not_total:
  case mutant::any_term_taken:
  case mutant::transfer_without_leader:
  case mutant::foreign_session_ended: return true;
  default: return false;
  }
}

bool has_mutants() {
#ifdef RINGLEADER_MUTANTS
  return true;
#else
  return false;
#endif
}

} // namespace ringleader::testkit

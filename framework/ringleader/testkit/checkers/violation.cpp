// SPDX-License-Identifier: BSD-3-Clause
#include <ringleader/testkit/checkers/violation.hpp>

namespace ringleader::testkit {

std::string to_string(violation_kind kind) {
  switch (kind) {
  case violation_kind::two_leaders_in_one_term: return "two_leaders_in_one_term";
  case violation_kind::logs_differ: return "logs_differ";
  case violation_kind::leader_lacks_committed: return "leader_lacks_committed";
  case violation_kind::committed_differ: return "committed_differ";
  case violation_kind::committed_out_of_order: return "committed_out_of_order";
  case violation_kind::committed_truncated: return "committed_truncated";
  case violation_kind::committed_without_majority: return "committed_without_majority";
  case violation_kind::members_differ: return "members_differ";
  case violation_kind::two_votes_in_one_term: return "two_votes_in_one_term";
  case violation_kind::terms_exhausted: return "terms_exhausted";
  case violation_kind::vote_not_durable: return "vote_not_durable";
  case violation_kind::append_not_durable: return "append_not_durable";
  case violation_kind::append_not_matched: return "append_not_matched";
  case violation_kind::applied_twice: return "applied_twice";
  case violation_kind::acknowledged_lost: return "acknowledged_lost";
  case violation_kind::foreign_session_taken: return "foreign_session_taken";
  case violation_kind::stale_read: return "stale_read";
  case violation_kind::two_owners: return "two_owners";
  case violation_kind::grant_conflicts: return "grant_conflicts";
  case violation_kind::token_not_rising: return "token_not_rising";
  case violation_kind::overtaken: return "overtaken";
  case violation_kind::granted_to_ended: return "granted_to_ended";
  case violation_kind::waiter_forgotten: return "waiter_forgotten";
  case violation_kind::holder_deceived: return "holder_deceived";
  case violation_kind::given_back_untold: return "given_back_untold";
  case violation_kind::grant_unclaimed: return "grant_unclaimed";
  case violation_kind::answered_amiss: return "answered_amiss";
  case violation_kind::leadership_misgiven: return "leadership_misgiven";
  case violation_kind::leadership_forgotten: return "leadership_forgotten";
  case violation_kind::lease_of_ended: return "lease_of_ended";
  case violation_kind::refused_for_good: return "refused_for_good";
  case violation_kind::misled_candidate: return "misled_candidate";
  case violation_kind::two_leaders: return "two_leaders";
  case violation_kind::two_singletons: return "two_singletons";
  case violation_kind::campaigns_after_resign: return "campaigns_after_resign";
  case violation_kind::not_linearizable: return "not_linearizable";
  case violation_kind::request_executed_twice: return "request_executed_twice";
  case violation_kind::request_overtaken: return "request_overtaken";
  case violation_kind::denied_but_executed: return "denied_but_executed";
  case violation_kind::executed_without_right: return "executed_without_right";
  case violation_kind::answered_twice: return "answered_twice";
  case violation_kind::never_answered: return "never_answered";
  case violation_kind::act_after_halt: return "act_after_halt";
  case violation_kind::halted_without_cause: return "halted_without_cause";
  case violation_kind::snapshot_differs: return "snapshot_differs";
  case violation_kind::wire_differs: return "wire_differs";
  case violation_kind::trace_differs: return "trace_differs";
  }
  return "unknown";
}

std::string to_string(const violation& found) {
  return to_string(found.kind) + " at " + ringleader::to_string(found.at.time_since_epoch()) +
         ", step " + std::to_string(found.step) + ": " + found.evidence;
}

} // namespace ringleader::testkit

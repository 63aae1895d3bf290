// SPDX-License-Identifier: BSD-3-Clause
#include <ringleader/registry/command_check.hpp>

#include <ringleader/base/match.hpp>
#include <ringleader/elections/election_limits.hpp>
#include <ringleader/locks/lock_limits.hpp>
#include <ringleader/registry/limits.hpp>
#include <ringleader/registry/member_check.hpp>

namespace ringleader::registry {

namespace {

result<void> refuse(std::string why) { return {errc::refused, std::move(why)}; }
result<void> malformed(std::string why) { return {errc::malformed, std::move(why)}; }

result<void> in_range(const found& x) { return x.settings.validate(); }

result<void> in_range(const join& x) {
  if (x.boot && x.store && check_member(x) && x.own.in_range()) return {};
  return malformed("a join needs a boot id, a store id, a name, and a weight of " +
                   to_string(member_weight_bounds) + "; texts have at most " +
                   std::to_string(text_bytes_max) + " bytes, roles are at most " +
                   std::to_string(roles_max));
}

result<void> in_range(const begin_leave&) { return {}; }

result<void> in_range(const leave&) { return {}; }

result<void> in_range(const expire_sessions& x) {
  if (x.sessions.size() <= members_max) return {};
  return malformed("more sessions are named than a cluster can have");
}

result<void> in_range(const forget_member& x) {
  if (!x.name.empty() && x.name.size() <= text_bytes_max) return {};
  return malformed("a member's name has 1 to " + std::to_string(text_bytes_max) + " bytes");
}

result<void> in_range(const announce_type& x) {
  if (x.type.empty() || x.type.size() > text_bytes_max)
    return refuse("an entity type's name must have 1 to " + std::to_string(text_bytes_max) +
                  " bytes");
  if (x.messages.size() <= messages_bytes_max) return {};
  return malformed("the messages of an entity type are described in " +
                   std::to_string(messages_bytes_max) + " bytes at most");
}

result<void> in_range(const raise_feature_level& x) {
  if (version_bounds.hold(x.to)) return {};
  return malformed("a feature level is " + to_string(version_bounds));
}

/// Leaves room for more grants than can ever be made.
result<void> in_range(const skip_tokens& x) {
  if (x.by <= tokens_skipped_max && x.seen.value <= tokens_skipped_max) return {};
  return refuse("that would exhaust the token counter");
}

result<void> in_range(const rebalance& x) {
  if (x.moves_per_pair_max != 0) return {};
  return malformed("at least one move per pair must be allowed");
}

result<void> in_range(const std::vector<move_ref>& moves) {
  if (moves.size() <= partition_bounds.most) return {};
  return malformed("more moves are named than there are partitions");
}

result<void> in_range(const drained& x) { return in_range(x.moves); }

result<void> in_range(const cancel_moves& x) { return in_range(x.moves); }

result<void> in_range(const acquire_lock& x) {
  if (!x.claim || !x.holder) return malformed("an acquire needs a claim id and a holder id");
  if (auto ok = check_wants(x.wants, x.reentrant, lock_limits{}); !ok) return ok;
  return check_times(x.lease, x.delay.value_or(duration::zero()));
}

result<void> in_range(const release_lock&) { return {}; }

result<void> in_range(const cancel_lock&) { return {}; }

result<void> in_range(const extend_lock& x) {
  if (usable_lease(x.lease)) return {};
  return unusable_lease();
}

result<void> in_range(const expire_lock&) { return {}; }

result<void> in_range(const force_lock& x) {
  if (auto ok = check_lock_name(x.name, lock_limits{}); !ok) return ok;
  return check_reason(x.reason, lock_limits{});
}

result<void> in_range(const campaign& x) {
  return check_candidacy(x.election, x.rules, x.holder, x.data, election_limits{});
}

result<void> in_range(const resign& x) {
  return check_election_name(x.election, election_limits{});
}

result<void> in_range(const vote& x) { return check_election_name(x.election, election_limits{}); }

result<void> in_range(const settle_election& x) {
  return check_election_name(x.election, election_limits{});
}

} // namespace

// An added command does not compile without a range.
result<void> check_command(const command& c) {
  return match(c, [](const auto& x) { return in_range(x); });
}

result<void> check_proposer(const proposer& from) {
  if (from.stream && from.sequence && from.acked_below <= from.sequence) return {};
  return malformed("streams and sequences begin at 1, and nobody can have seen the outcome of the "
                   "command that it proposes");
}

bool is_forwarded(const envelope& e) {
  return e.from ? needs_session(e.what) : std::holds_alternative<join>(e.what);
}

} // namespace ringleader::registry

// SPDX-License-Identifier: BSD-3-Clause
// What a table is told; handing over is in lock_handover.cpp.
#include <ringleader/locks/lock_table.hpp>

#include <ringleader/base/mutant.hpp>

#include <algorithm>

namespace ringleader {

namespace {

failure not_granted() {
  return {errc::not_holder, "the claim is not granted under that token (any more)"};
}

} // namespace

lock_answer lock_table::acquire(lock_request request, const acquire_options& how, registry_time now,
                                token_source& tokens, events& out) {
  auto checked = well_formed(std::move(request), how.reentrant, limits_);
  if (!checked) return checked.error();
  auto& wanted = *checked;
  if (auto known = standing(wanted.key())) return *known;
  for (const auto& want : wanted.wants) {
    const auto* slot = book_.slot(want.name);
    if (slot == nullptr || slot->capacity() == want.capacity) continue;
    auto is = slot->capacity() == 0 ? "a lock, not a semaphore"
                                    : "a semaphore of " + std::to_string(slot->capacity());
    return failure{errc::refused, "'" + want.name + "' is in use as " + is +
                                    "; all who use it must agree on that"};
  }
  if (how.reentrant)
    if (auto token = covering(wanted)) return join(wanted, token, now);
  if (auto full = no_room(wanted)) return *full;
  if (grantable(wanted, book_.next_arrival())) {
    auto expires = wanted.lease ? std::optional{now + *wanted.lease} : std::nullopt;
    return lock_standing{grant(std::move(wanted), now, tokens, out), 0, expires};
  }
  if (!how.wait)
    return failure{errc::lock_busy,
                   "somebody else holds '" + to_string(wanted.wants) + "' or waits for it"};
  return wait(std::move(wanted));
}

lock_answer lock_table::join(const lock_request& request, fencing_token token, registry_time now) {
  const auto& held = *book_.hold(token);
  if (held.expires && *held.expires <= now)
    return failure{errc::lease_lost, "the lease of '" + to_string(held.wants) + "' is over"};
  if (held.claims.size() >= limits_.reentries || book_.claims() >= limits_.claims)
    return failure{errc::overloaded, "too many claims are in one grant; release some"};
  book_.join_hold(token, request.claim);
  return lock_standing{token, 0, held.expires};
}

lock_answer lock_table::wait(lock_request request) {
  for (const auto& want : request.wants)
    if (const auto* slot = book_.slot(want.name);
        slot != nullptr && slot->waiting().size() >= limits_.waiters)
      return failure{errc::overloaded, "too many wait for '" + want.name + "'; try again later"};
  auto found = find_deadlock(book_, request, limits_);
  if (!found) return found.error();
  if (!found->cycle.empty()) return *found;
  return standing_of({{}, book_.add_request(std::move(request))});
}

result<void> lock_table::release(lock_claim claim, fencing_token token, bool orderly,
                                 registry_time now, token_source& tokens, events& out) {
  auto at = book_.find(claim);
  if (!at || !token || at->token != token) return not_granted();
  if (book_.hold(token)->claims.size() > 1) {
    book_.leave_hold(token, claim.id);
    return {};
  }
  candidates next;
  auto why = orderly ? lock_end::released : lock_end::given_back;
  end(token, why, {}, orderly, now, out, next);
  serve(std::move(next), now, tokens, out);
  return {};
}

result<lock_standing> lock_table::cancel(lock_claim claim, registry_time now, token_source& tokens,
                                         events& out) {
  auto at = book_.find(claim);
  if (!at) return {errc::not_holder, "the claim neither waits for a lock nor has one"};
  if (at->token) return standing_of(*at);
  auto gone = book_.remove_request(at->arrival);
  candidates next;
  look_at(gone.wants, next);
  serve(std::move(next), now, tokens, out);
  return lock_standing{};
}

result<lock_standing> lock_table::extend(lock_claim claim, fencing_token token, duration lease,
                                         registry_time now) {
  if (!usable_lease(lease)) return unusable_lease();
  auto at = book_.find(claim);
  if (!at || !token || at->token != token) return not_granted();
  const auto& held = *book_.hold(token);
  if (!held.expires)
    return {errc::refused, "'" + to_string(held.wants) + "' has no lease to extend"};
  // Over is over, although nobody has taken it away yet: the holder had to stop by itself.
  if (*held.expires <= now)
    return {errc::lease_lost, "the lease of '" + to_string(held.wants) + "' is over"};
  book_.set_end(token, now + lease);
  return standing_of(*at);
}

result<void> lock_table::expire(const due_lock& what, registry_time now, token_source& tokens,
                                events& out) {
  const auto* held = book_.hold(what.token);
  if (held == nullptr || held->expires != what.at || what.at > now)
    return {errc::refused,
            "nothing under token " + to_string(what.token) + " is over at that time"};
  candidates next;
  if (held->withheld)
    free(what.token, {}, out, next);
  else
    end(what.token, lock_end::lease_ended, {}, false, now, out, next);
  if (!mutated(mutant::expiry_wakes_nobody)) serve(std::move(next), now, tokens, out);
  return {};
}

result<void> lock_table::force(const std::string& name, fencing_token token,
                               const std::string& reason, registry_time now, token_source& tokens,
                               events& out) {
  if (auto ok = check_reason(reason, limits_); !ok) return ok;
  const auto* held = book_.hold(token);
  if (held == nullptr || std::none_of(held->wants.begin(), held->wants.end(),
                                      [&](const lock_want& want) { return want.name == name; }))
    return {errc::not_found,
            "'" + name + "' is not held under token " + to_string(token) + "; inspect it again"};
  candidates next;
  if (held->withheld)
    free(token, reason, out, next);
  else
    end(token, lock_end::forced, reason, false, now, out, next);
  serve(std::move(next), now, tokens, out);
  return {};
}

void lock_table::end_sessions(const std::set<session_id>& ended, bool orderly, registry_time now,
                              token_source& tokens, events& out) {
  candidates next;
  std::set<fencing_token> lost;
  for (auto session : ended)
    for (const auto& [claim, at] : book_.claims_of(session)) {
      if (at.token)
        lost.insert(at.token);
      else if (!mutated(mutant::dead_waiter_granted))
        look_at(book_.remove_request(at.arrival).wants, next);
    }
  for (auto token : lost) end(token, lock_end::session_ended, {}, orderly, now, out, next);
  serve(std::move(next), now, tokens, out);
}

std::vector<due_lock> lock_table::due(registry_time now, std::size_t most) const {
  std::vector<due_lock> over;
  for (const auto& [at, token] : book_.ends()) {
    if (at > now || over.size() >= most) break;
    over.push_back({token, at});
  }
  return over;
}

std::optional<lock_standing> lock_table::standing(lock_claim claim) const {
  auto at = book_.find(claim);
  return at ? std::optional{standing_of(*at)} : std::nullopt;
}

} // namespace ringleader

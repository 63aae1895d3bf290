// SPDX-License-Identifier: BSD-3-Clause
#include <ringleader/locks/lock_limits.hpp>

#include <algorithm>

namespace ringleader {

namespace {

result<void> well_formed(const lock_want& want, bool reentrant, const lock_limits& limits) {
  if (auto ok = check_lock_name(want.name, limits); !ok) return ok;
  switch (want.mode) {
  case lock_mode::exclusive:
  case lock_mode::shared:
    if (want.permits == 0 && want.capacity == 0) return {};
    return {errc::refused, "permits and a capacity belong to a semaphore: ask for '" + want.name +
                             "' in mode permits, or leave them out"};
  case lock_mode::permits: break;
  default: return {errc::refused, "the lock mode is not known here"};
  }
  if (reentrant)
    return {errc::refused, "a semaphore is not re-entrant: permits of '" + want.name +
                             "' are taken each time; ask without that option"};
  if (want.capacity == 0 || want.capacity > limits.capacity)
    return {errc::refused, "semaphore '" + want.name + "' needs a capacity of 1 to " +
                             std::to_string(limits.capacity)};
  if (want.permits == 0 || want.permits > want.capacity)
    return {errc::refused, "ask semaphore '" + want.name + "' for 1 to " +
                             std::to_string(want.capacity) + " permits, its capacity"};
  return {};
}

} // namespace

bool usable_lease(duration lease) {
  return lease > duration::zero() && lease <= lock_lease_longest;
}

failure unusable_lease() {
  return {errc::refused, "a lock's lease must be longer than zero and at most 366 days"};
}

result<void> check_lock_name(const std::string& name, const lock_limits& limits) {
  if (!name.empty() && name.size() <= limits.name_bytes) return {};
  return {errc::refused,
          "a lock's name must have 1 to " + std::to_string(limits.name_bytes) + " bytes"};
}

result<void> check_reason(const std::string& reason, const lock_limits& limits) {
  if (!reason.empty() && reason.size() <= limits.reason_bytes) return {};
  return {errc::refused, "say why, in 1 to " + std::to_string(limits.reason_bytes) + " bytes"};
}

result<void> check_wants(const std::vector<lock_want>& wants, bool reentrant,
                         const lock_limits& limits) {
  if (wants.empty() || wants.size() > limits.names_per_claim)
    return {errc::refused, "an acquire names 1 to " + std::to_string(limits.names_per_claim) +
                             " locks; ask for more one after the other"};
  for (auto at = wants.begin(); at != wants.end(); ++at) {
    if (auto ok = well_formed(*at, reentrant, limits); !ok) return ok;
    if (std::any_of(wants.begin(), at, [&](const lock_want& x) { return x.name == at->name; }))
      return {errc::refused, "the acquire names '" + at->name + "' twice"};
  }
  return {};
}

result<void> check_times(const std::optional<duration>& lease, duration delay) {
  if (lease && !usable_lease(*lease)) return unusable_lease();
  if (delay < duration::zero() || delay > lock_delay_longest)
    return {errc::refused, "a lock-delay is at least zero and at most one hour"};
  return {};
}

result<lock_request> well_formed(lock_request request, bool reentrant, const lock_limits& limits) {
  auto& wants = request.wants;
  if (auto ok = check_wants(wants, reentrant, limits); !ok) return ok.error();
  std::sort(wants.begin(), wants.end(),
            [](const lock_want& a, const lock_want& b) { return a.name < b.name; });
  if (auto ok = check_times(request.lease, request.delay); !ok) return ok.error();
  if (!request.claim || !request.owner.holder)
    return {errc::malformed, "an acquire needs a claim id and a holder id"};
  return request;
}

} // namespace ringleader

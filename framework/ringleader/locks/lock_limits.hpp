// SPDX-License-Identifier: BSD-3-Clause
/// lock_limits: the bounds of the lock table, and what a request must look like to be considered.
///
/// Bounds are part of the replicated rules: a change needs a feature level. What exceeds a size is
/// `refused` and has to be asked for differently; what finds the table full is `overloaded` and may
/// be asked for again later.
#pragma once

#include <ringleader/base/result.hpp>
#include <ringleader/locks/lock.hpp>

namespace ringleader {

struct lock_limits {
  std::size_t names = 65'536;   ///< held, waited for or withheld
  std::size_t claims = 131'072; ///< granted or waiting, in the whole table
  std::size_t waiters = 1'024;  ///< per name
  std::size_t holders = 4'096;  ///< per name, counted with those who wait
  std::size_t names_per_claim = 16;
  std::size_t reentries = 1'024; ///< claims in one grant
  std::size_t name_bytes = 256;
  std::size_t reason_bytes = 256;        ///< of an operator who forces a release
  std::uint32_t capacity = 1'000'000;    ///< of a semaphore
  std::size_t owners_looked_at = 4'096;  ///< in search of a deadlock, per acquire
  std::size_t claims_looked_at = 32'768; ///< the same; what they hold and wait for
};

/// Longer leases could overflow registry time; nobody means them.
inline constexpr duration lock_lease_longest = std::chrono::hours{24 * 366};
/// Withholding a name for longer helps nobody; Consul allows a minute.
inline constexpr duration lock_delay_longest = std::chrono::hours{1};
/// Where the resource does not compare tokens, and nobody said how long; Consul's default.
inline constexpr duration lock_delay_unfenced = std::chrono::seconds{15};
/// The lock-delay of an acquire that says none: a resource that compares tokens needs none.
constexpr duration unsaid_lock_delay(bool fenced) {
  return fenced ? duration::zero() : lock_delay_unfenced;
}

/// How many steps of a deadlock's cycle are told.
inline constexpr std::size_t wait_steps_max = 32;

/// Longer than zero and not too long.
bool usable_lease(duration lease);
failure unusable_lease();

/// 1 to name_bytes bytes.
result<void> check_lock_name(const std::string& name, const lock_limits& limits);

/// An operator says why, in reason_bytes at most.
result<void> check_reason(const std::string& reason, const lock_limits& limits);

/// What an acquire may want, in any order; re-entrant semaphores are refused.
result<void> check_wants(const std::vector<lock_want>& wants, bool reentrant,
                         const lock_limits& limits);

/// The lease and the lock-delay that an acquire may ask for.
result<void> check_times(const std::optional<duration>& lease, duration delay);

/// Sorts the wants and looks at everything that needs no table.
result<lock_request> well_formed(lock_request request, bool reentrant, const lock_limits& limits);

} // namespace ringleader

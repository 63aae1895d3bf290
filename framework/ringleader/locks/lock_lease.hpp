// SPDX-License-Identifier: BSD-3-Clause
/// lock_lease: until when a holder may count on the lease of a lock, by its own clock. Pure
/// arithmetic; the lease itself ends in registry time, which is the control leader's clock.
///
///   lock_lease lease{ttl, margin};
///   auto until = lease.end(asked, *granted.expires - wanted, *granted.expires);
///   if (now >= until) stop();                       // before the cluster may grant it anew
///
/// The anchor is an instant at which registry time had not reached `at` yet: the holder sent the
/// command at the anchor, the leader stamped it with `at` (Gray & Cheriton, "Leases", 1989: the
/// holder counts from its send time). Registry time never runs ahead of the leader's clock, so a
/// change of leader only puts the true end off. What is taken off for clocks of different rates is
/// the same share as of a session: margin of every ttl.
///
/// An old anchor costs: of a long wait the share is taken off too. Whoever waited long takes a
/// fresh anchor by extending the lease.
#pragma once

#include <ringleader/base/expects.hpp>
#include <ringleader/base/time.hpp>

namespace ringleader {

class lock_lease {
public:
  lock_lease(duration ttl, duration margin)
    : ppm_(margin / std::chrono::nanoseconds{1} * million / (ttl / std::chrono::nanoseconds{1})) {
    EXPECTS(ttl > duration::zero() && margin >= duration::zero() && margin < ttl);
  }

  /// How long a span of registry time may be trusted to last by the holder's clock.
  duration trusted(duration span) const {
    if (span <= duration::zero()) return duration::zero();
    auto count = span.count();
    // In two parts: leases last up to a year of nanoseconds.
    auto off = count / million * ppm_ + count % million * ppm_ / million + 1;
    return off >= count ? duration::zero() : duration{count - off};
  }

  /// The first instant at which the lease is over for its holder.
  instant end(instant anchor, registry_time at, registry_time expires) const {
    return anchor + trusted(expires - at);
  }

private:
  static constexpr std::int64_t million = 1'000'000;

  std::int64_t ppm_;
};

} // namespace ringleader

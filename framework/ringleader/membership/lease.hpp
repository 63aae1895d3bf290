// SPDX-License-Identifier: BSD-3-Clause
/// lease_holder: may this node still act in the name of its session? Pure arithmetic.
///
///   lease.renewal_sent(id, now);        // before the request leaves
///   lease.renewal_answered(id, now);    // whenever the answer comes
///   if (!lease.valid(now)) freeze();    // immediately before each delivery
///
/// The lease runs from the *send* time of the last answered renewal to ttl - margin: the leader
/// cannot have received it earlier (Gray & Cheriton, "Leases", 1989). Opening a session gives no
/// lease; the first answered renewal does.
/// Does not promise anything if the clock's rate errs by more than the margin allows.
/// Invariant: valid_until() never goes back while the session stays.
#pragma once

#include <ringleader/base/strong_id.hpp>
#include <ringleader/membership/session_config.hpp>

#include <map>

namespace ringleader {

/// Number of a renewal of one session; rises with each.
using renewal_id = strong_id<struct renewal_id_tag>;

class lease_holder {
public:
  explicit lease_holder(const session_config& config) : config_(config) {}

  /// EXPECTS a larger id than before.
  void renewal_sent(renewal_id id, instant now);

  /// An unknown id, or one answered before, changes nothing.
  void renewal_answered(renewal_id id, instant now);

  bool valid(instant now) const { return now < valid_until_; }

  /// The first instant at which the lease is over; instant::min() before the first answer.
  instant valid_until() const { return valid_until_; }

  /// The session ended or was replaced: nothing that was sent for it counts any more.
  void reset();

private:
  /// More unanswered renewals than ever fit into a lease; the oldest is forgotten.
  static constexpr std::size_t outstanding_max = 64;

  session_config config_;
  instant valid_until_ = instant::min();
  renewal_id last_;
  std::map<renewal_id, instant> outstanding_;
};

} // namespace ringleader

// SPDX-License-Identifier: BSD-3-Clause
/// session_config: how long a node may be silent before the cluster acts without it.
///
/// The holder trusts its lease until ttl - margin after it sent a renewal; the leader ends the
/// session not before ttl + margin after it received one. What lies between pays for clocks that
/// run at different rates.
#pragma once

#include <ringleader/base/result.hpp>
#include <ringleader/base/time.hpp>

namespace ringleader {

struct session_config {
  /// Longer: a slow node or election costs less, a dead node's work stands still longer.
  /// At least 8 election timeouts, so that one lost election does not freeze every owner.
  duration ttl = std::chrono::seconds{2};

  /// Taken off on the holder's side and added on the leader's. At least 4 % of ttl: covers a clock
  /// rate error of 4 %, a hundred times what a healthy quartz shows.
  duration margin = std::chrono::milliseconds{100};

  /// How often a session is renewed: four renewals may be lost before the lease ends.
  duration renewal_interval() const { return ttl / 5; }

  /// What the holder counts on, from the send time of an answered renewal.
  duration holder_time() const { return ttl - margin; }

  /// What the leader waits for, from the receipt of a renewal.
  duration leader_time() const { return ttl + margin; }

  result<void> validate(duration election_timeout) const;
};

} // namespace ringleader

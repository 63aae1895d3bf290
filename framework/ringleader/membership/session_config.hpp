// SPDX-License-Identifier: BSD-3-Clause
/// session_config: how long a node may be silent before the cluster acts without it.
///
/// The holder trusts its lease until ttl - margin after it sent a renewal; the leader ends the
/// session not before ttl + margin after it received one. What lies between pays for clocks that
/// run at different rates.
#pragma once

#include <ringleader/base/bounds.hpp>
#include <ringleader/base/field_names.hpp>

namespace ringleader {

struct session_config {
  /// Longer: a slow node or election costs less, a dead node's work stands still longer.
  /// So many election timeouts at least, so that one lost election does not freeze every owner.
  duration ttl = std::chrono::seconds{2};
  static constexpr int elections_in_ttl = 8;

  /// Taken off on the holder's side and added on the leader's. ttl has at most so many margins: one
  /// covers a clock rate error of 4 %, a hundred times what a healthy quartz shows. And at least so
  /// many: what is left must outlast lost renewals.
  duration margin = std::chrono::milliseconds{100};
  static constexpr int margins_in_ttl_most = 25;
  static constexpr int margins_in_ttl_least = 4;

  /// Keeps every sum and product of the arithmetic far away from overflow.
  static constexpr duration longest = std::chrono::hours{24};

  /// The ttl that some election timeout and some margin of those allow, and the margin.
  static constexpr bounds<duration> ttl_bounds(const bounds<duration>& election_timeout,
                                               const bounds<duration>& margin) {
    return bounds<duration>{elections_in_ttl * election_timeout.least,
                            margins_in_ttl_most * margin.most}
      .within({duration::zero(), longest});
  }
  static constexpr bounds<duration> margin_bounds(const bounds<duration>& election_timeout,
                                                  const bounds<duration>& margin) {
    auto ttl = ttl_bounds(election_timeout, margin);
    return margin.within({least_margin(ttl.least), ttl.most / margins_in_ttl_least});
  }
  static constexpr duration least_margin(duration ttl) {
    return (ttl + duration{margins_in_ttl_most - 1}) / margins_in_ttl_most;
  }

  /// How often a session is renewed: four renewals may be lost before the lease ends.
  duration renewal_interval() const { return ttl / 5; }

  /// What the holder counts on, from the send time of an answered renewal.
  duration holder_time() const { return ttl - margin; }

  /// What the leader waits for, from the receipt of a renewal.
  duration leader_time() const { return ttl + margin; }

  /// invalid_option with what is wrong, what is allowed and why.
  result<void> validate(duration election_timeout, const field_names& called = {}) const;
};

} // namespace ringleader

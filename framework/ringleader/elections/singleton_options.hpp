// SPDX-License-Identifier: BSD-3-Clause
/// singleton_options: how a singleton's winner is found and when it hands over. All nodes that run
/// it say the same policy and voting time; the rest is each node's own.
#pragma once

#include <ringleader/elections/election.hpp>

namespace ringleader {

struct singleton_options {
  election_policy policy = election_policy::seniority;

  /// Votes only, see election_rules::voting.
  duration voting{};

  /// After leading for this long the singleton is stopped in favour of a stronger candidate, and
  /// only when it is gone its node resigns: so none starts beside it. None: never; not by
  /// seniority.
  std::optional<duration> take_over;

  /// Of this node as a candidate; heavier is preferred, where the policy looks at it.
  std::uint32_t weight = 0;

  /// For those who watch the election, while this node is its winner: an address for instance.
  bytes data;

  friend bool operator==(const singleton_options& a, const singleton_options& b) {
    return std::tie(a.policy, a.voting, a.take_over, a.weight, a.data) ==
           std::tie(b.policy, b.voting, b.take_over, b.weight, b.data);
  }
};

} // namespace ringleader

// SPDX-License-Identifier: BSD-3-Clause
/// election_limits: the bounds of the election table, and what a candidacy must look like to be
/// considered. Bounds are part of the replicated rules: a change needs a feature level. What
/// exceeds a size is `refused`; what finds the table full is `overloaded`.
#pragma once

#include <ringleader/base/result.hpp>
#include <ringleader/elections/election.hpp>

namespace ringleader {

struct election_limits {
  std::size_t elections = 4'096;
  std::size_t candidates = 256; ///< per election
  std::size_t name_bytes = 256;
  std::size_t data_bytes = 4'096;
  duration voting_longest = std::chrono::hours{24};
  duration take_over_longest = std::chrono::hours{24 * 366};
};

/// False for one of a later release.
bool known(election_policy policy);

/// 1 to name_bytes bytes.
result<void> check_election_name(const std::string& name, const election_limits& limits);

/// Times that the policy knows, none too long.
result<void> check_rules(const election_rules& rules, const election_limits& limits);

/// All that needs no table.
result<void> check_candidacy(const std::string& name, const election_rules& rules, holder_id holder,
                             const bytes& data, const election_limits& limits);

} // namespace ringleader

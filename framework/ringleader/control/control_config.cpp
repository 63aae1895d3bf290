// SPDX-License-Identifier: BSD-3-Clause
#include <ringleader/control/control_config.hpp>

namespace ringleader::control {

result<void> control_config::validate(const field_names& called) const {
  if (auto ok = raft.validate(called); !ok) return ok;
  if (auto ok = own.validate(called); !ok) return ok;
  const bounds<duration> task_bounds{task_interval_least, raft.election_timeout};
  auto ok = check(called("task_interval"), task_interval, task_bounds);
  if (ok) ok = check(called("compact_after"), compact_after, compact_bounds);
  if (ok) ok = check(called("voters"), voters, voters_bounds);
  if (!ok) return ok;
  if (voters % 2 == 0)
    return {errc::invalid_option, called("voters") + ' ' + std::to_string(voters) +
                                    " is even; it must be odd, since one more than an odd number "
                                    "survives no more failures"};
  if (gone_after < own.ttl)
    return out_of_bounds(called("gone_after"), in_words(gone_after), "too short",
                         "at least " + called("ttl") + ' ' + in_words(own.ttl),
                         "since a voter is not gone before its session ends");
  return {};
}

} // namespace ringleader::control

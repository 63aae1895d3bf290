// SPDX-License-Identifier: BSD-3-Clause
#include <ringleader/routing/routing_config.hpp>

namespace ringleader::routing {

result<void> routing_config::validate(const field_names& called) const {
  const result<void> checks[] = {
    check(called("partitions"), partitions, partition_bounds),
    check(called("stash_max"), stash_max, stash_bounds),
    check(called("stash_total_max"), stash_total_max, total_bounds),
    check(called("pending_max"), pending_max, total_bounds),
    check(called("bytes_max"), bytes_max, bytes_bounds),
    check(called("patience"), patience, patience_bounds),
    check(called("retry_interval"), retry_interval, interval_bounds),
    check(called("look_interval"), look_interval, interval_bounds),
    check(called("report_pause"), report_pause, interval_bounds),
  };
  for (auto& one : checks)
    if (!one) return one;
  return {};
}

} // namespace ringleader::routing

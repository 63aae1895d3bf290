// SPDX-License-Identifier: BSD-3-Clause
#include <ringleader/entities/directory.hpp>

namespace ringleader {

result<void> directory_options::validate(const field_names& called) const {
  const bounds<std::uint32_t> total_bounds{stash_max, stash_total_most};
  const bounds<duration> pause_bounds{retry_bounds.least, retry_pause_max};
  const result<void> checks[] = {
    check(called("partitions"), partitions, partition_bounds),
    check(called("idle_after"), idle_after, idle_bounds),
    check(called("active_max"), active_max, active_bounds),
    check(called("waiting_max"), waiting_max, waiting_bounds),
    check(called("stash_max"), stash_max, stash_bounds),
    check(called("stash_total_max"), stash_total_max, total_bounds,
          "so that what may wait for one entity may wait on the host"),
    check(called("stash_bytes_max"), stash_bytes_max, stash_bytes_bounds),
    check(called("retry_pause_max"), retry_pause_max, retry_bounds),
    check(called("retry_pause"), retry_pause, pause_bounds, "so that pauses grow"),
  };
  for (auto& one : checks)
    if (!one) return one;
  return {};
}

} // namespace ringleader

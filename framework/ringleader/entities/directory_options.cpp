// SPDX-License-Identifier: BSD-3-Clause
#include <ringleader/entities/directory.hpp>

namespace ringleader {

namespace {

failure wrong(const std::string& what, const std::string& range) {
  return {errc::invalid_option, "entities: set " + what + " to a value in " + range};
}

bool within(std::uint32_t x, std::uint32_t low, std::uint32_t high) {
  return low <= x && x <= high;
}

} // namespace

result<void> directory_options::validate() const {
  using namespace std::chrono_literals;
  if (!within(partitions, 1, 1'048'576)) return wrong("partitions", "1..1048576");
  if (idle_after < 1ms || idle_after > 24h * 365) return wrong("idle_after", "1ms..8760h");
  if (!within(active_max, 1, 10'000'000)) return wrong("active_max", "1..10000000");
  if (!within(waiting_max, 1, 1'000'000)) return wrong("waiting_max", "1..1000000");
  if (!within(stash_max, 1, 1'000'000)) return wrong("stash_max", "1..1000000");
  if (!within(stash_total_max, stash_max, 10'000'000))
    return wrong("stash_total_max", "stash_max..10000000");
  if (retry_pause < 1ms || retry_pause > retry_pause_max)
    return wrong("retry_pause", "1ms..retry_pause_max");
  if (retry_pause_max > 1h) return wrong("retry_pause_max", "retry_pause..1h");
  return {};
}

} // namespace ringleader

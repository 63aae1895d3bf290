// SPDX-License-Identifier: BSD-3-Clause
#include <ringleader/routing/events.hpp>
#include <ringleader/routing/routing_config.hpp>

#include <string>

namespace ringleader::routing {

namespace {

// What waits and what is pending together must have numbers of their own (message_id).
constexpr std::size_t bound_max = message_id_max / 2;

failure wrong(const std::string& what, const std::string& range) {
  return {errc::invalid_option, "routing: set " + what + " to a value in " + range};
}

template <class T> bool within(T x, T low, T high) { return low <= x && x <= high; }

} // namespace

result<void> routing_config::validate() const {
  using namespace std::chrono_literals;
  if (!within<std::uint32_t>(partitions, 1, 1'048'576)) return wrong("partitions", "1..1048576");
  if (!within<std::size_t>(stash_max, 1, 1'048'576)) return wrong("stash_max", "1..1048576");
  if (!within<std::size_t>(stash_total_max, 1, bound_max))
    return wrong("stash_total_max", "1.." + std::to_string(bound_max));
  if (!within<std::size_t>(pending_max, 1, bound_max))
    return wrong("pending_max", "1.." + std::to_string(bound_max));
  if (!within<duration>(patience, 1ms, 1h)) return wrong("patience", "1ms..1h");
  if (!within<duration>(retry_interval, 1ms, 1s)) return wrong("retry_interval", "1ms..1s");
  if (!within<duration>(look_interval, 1ms, 1s)) return wrong("look_interval", "1ms..1s");
  if (!within<duration>(report_pause, 1ms, 10s)) return wrong("report_pause", "1ms..10s");
  return {};
}

} // namespace ringleader::routing

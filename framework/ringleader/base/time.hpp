// SPDX-License-Identifier: BSD-3-Clause
/// Logical time. A machine is told what time it is: `instant` has no now().
///
/// instant        monotonic, per process, counts suspend; comparable only within one process
/// registry_time  the replicated state's own time: stamped into commands by the control leader,
///                never jumps and stands still while there is no leader
#pragma once

#include <chrono>
#include <cstdint>
#include <string>

namespace ringleader {

using duration = std::chrono::nanoseconds;

struct logical_clock {
  using rep = std::int64_t;
  using period = std::nano;
  using duration = std::chrono::nanoseconds;
  using time_point = std::chrono::time_point<logical_clock>;
  static constexpr bool is_steady = true;
};

struct registry_clock {
  using rep = std::int64_t;
  using period = std::nano;
  using duration = std::chrono::nanoseconds;
  using time_point = std::chrono::time_point<registry_clock>;
  static constexpr bool is_steady = true;
};

using instant = logical_clock::time_point;
using registry_time = registry_clock::time_point;

/// Later than every instant that a process can see: the deadline of what never ends.
inline constexpr instant never = instant::max();

/// The instant that lies so much behind `from`; never, where that is further than an instant can
/// be, and the earliest one in the other direction.
constexpr instant later(instant from, duration by) {
  if (by > duration::zero() && from > never - by) return never;
  if (by < duration::zero() && from < instant::min() - by) return instant::min();
  return from + by;
}

/// "1.5s", "250ms", "40us", "7ns": the largest unit that needs at most three decimals.
std::string to_string(duration d);

/// Reads what to_string writes; also "2m", "1h". False and unchanged out for anything else.
bool parse_duration(const std::string& text, duration& out);

} // namespace ringleader

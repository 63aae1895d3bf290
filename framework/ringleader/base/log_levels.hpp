// SPDX-License-Identifier: BSD-3-Clause
/// log levels: how much of what happens in each area of a node is logged, as a value that options
/// carry and a log driver obeys (drivers/log/logging.hpp).
///
///   auto wanted = log::parse_levels("warn,raft=debug");
///   if (!wanted) return wanted.error();
#pragma once

#include <ringleader/base/result.hpp>

#include <array>
#include <cstdint>
#include <string>

namespace ringleader::log {

enum class level : std::uint8_t { trace, debug, info, warn, error, off };

enum class area : std::uint8_t {
  node,
  raft,
  store,
  transport,
  membership,
  partitions,
  entities,
  locks,
  leader,
  supervisor,
};

inline constexpr std::size_t area_count = 10;

const char* to_string(level l);
const char* to_string(area a);

/// One level for each area.
struct levels {
  std::array<level, area_count> of;

  levels() { of.fill(level::info); }
  level operator[](area a) const { return of[static_cast<std::size_t>(a)]; }
  level& operator[](area a) { return of[static_cast<std::size_t>(a)]; }
  friend bool operator==(const levels& a, const levels& b) { return a.of == b.of; }
};

/// "info", "raft=debug,transport=warn" or both: "warn,raft=debug". Areas not named keep `info`, or
/// the level that stands alone.
result<levels> parse_levels(const std::string& text);

/// What parse_levels reads back.
std::string print_levels(const levels& all);

} // namespace ringleader::log

// SPDX-License-Identifier: BSD-3-Clause
/// log: one line for each event, for people and for grep:
///
///   2026-11-23T02:00:00.123Z info raft "became leader" node=a term=3
///
///   log::info(log::area::raft, "became leader", {{"term", term}, {"votes", 2}});
///
/// A value is a number, a bool, a string or whatever has a to_string(); it is put in quotes when it
/// needs them, and it is turned into text only if the line is written: a line below the level costs
/// one atomic load. Levels are set for each area and may change at any time from any thread.
/// Lines go to stderr, or are appended to a file; a line that cannot be written is dropped. Where
/// the file was renamed, reopen() begins it anew under its name.
/// The log belongs to the process: the first node configures it.
#pragma once

#include <ringleader/base/log_levels.hpp>
#include <ringleader/base/time.hpp>

#include <array>
#include <atomic>
#include <cstdint>
#include <functional>
#include <initializer_list>
#include <string>
#include <string_view>
#include <type_traits>

namespace ringleader::log {

struct settings {
  levels at;
  std::string file; // empty: stderr
  std::string node; // printed as node=... in each line; empty: not printed
  std::function<void(const std::string&)> sink{}; // takes the lines instead of file and stderr
};

/// Thread-safe; replaces what was configured before. io_error if the file cannot be opened.
result<void> configure(const settings& wanted);

/// Opens the configured file again, by its name; nothing to do where there is none. If it cannot be
/// opened, io_error, and lines go where they went before.
result<void> reopen();

void set_level(area a, level l);
void set_levels(const levels& all);
levels current_levels();

/// The node's name in each line; a node learns it after it was configured.
void set_node(const std::string& name);

namespace detail {

extern std::array<std::atomic<std::uint8_t>, area_count> thresholds;

template <class T> void append(std::string& out, const void* value) {
  const auto& x = *static_cast<const T*>(value);
  if constexpr (std::is_same_v<T, bool>) {
    out += x ? "true" : "false";
  } else if constexpr (std::is_arithmetic_v<T>) {
    out += std::to_string(x);
  } else if constexpr (std::is_convertible_v<const T&, std::string_view>) {
    out += std::string_view{x};
  } else {
    using ringleader::to_string; // a duration lives in std
    out += to_string(x);
  }
}

} // namespace detail

/// A key and a reference to a value: valid within the logging call only.
class field {
public:
  template <class T>
  field(const char* key, const T& value) : key_(key), value_(&value), append_(&detail::append<T>) {}

  const char* key() const { return key_; }
  void append_value(std::string& out) const { append_(out, value_); }

private:
  const char* key_;
  const void* value_;
  void (*append_)(std::string&, const void*);
};

using fields = std::initializer_list<field>;

inline bool enabled(area a, level l) {
  return static_cast<std::uint8_t>(l) >=
         detail::thresholds[static_cast<std::size_t>(a)].load(std::memory_order_relaxed);
}

/// The line without its time stamp: `info raft "became leader" term=3`.
std::string line(level l, area a, std::string_view text, const std::string& node, fields with);

/// Writes the line whether or not the level is enabled.
void write(level l, area a, std::string_view text, fields with);

inline void trace(area a, std::string_view text, fields with = {}) {
  if (enabled(a, level::trace)) write(level::trace, a, text, with);
}
inline void debug(area a, std::string_view text, fields with = {}) {
  if (enabled(a, level::debug)) write(level::debug, a, text, with);
}
inline void info(area a, std::string_view text, fields with = {}) {
  if (enabled(a, level::info)) write(level::info, a, text, with);
}
inline void warn(area a, std::string_view text, fields with = {}) {
  if (enabled(a, level::warn)) write(level::warn, a, text, with);
}
inline void error(area a, std::string_view text, fields with = {}) {
  if (enabled(a, level::error)) write(level::error, a, text, with);
}

} // namespace ringleader::log

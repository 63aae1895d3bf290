// SPDX-License-Identifier: BSD-3-Clause
/// bounds: what a value may be, said once. The machine that holds to it, the option that sets it
/// and the page that explains the option read the same constant.
///
///   static constexpr bounds<duration> heartbeat_bounds{1ms, 20s};
///   if (auto ok = check("heartbeat", heartbeat, heartbeat_bounds); !ok) return ok;
///       // heartbeat 2h is too long; it must be 1ms to 20s
///   heartbeat_bounds.within(others)            // for a value that two machines take
#pragma once

#include <ringleader/base/result.hpp>
#include <ringleader/base/time.hpp>

#include <cstddef>
#include <string>
#include <type_traits>

namespace ringleader {

/// Both ends are allowed.
template <class T> struct bounds {
  T least;
  T most;

  constexpr bool hold(const T& value) const { return least <= value && value <= most; }

  /// What both allow.
  constexpr bounds within(const bounds& other) const {
    return {least < other.least ? other.least : least, other.most < most ? other.most : most};
  }
};

/// "90s" is 90s, "3600s" is 1h: a duration in whole hours or minutes if it has them.
std::string in_words(duration d);

template <class T> std::string in_words(T number) { return std::to_string(number); }

/// "1ms to 1h", "1 to 7".
template <class T> std::string to_string(const bounds<T>& allowed) {
  return in_words(allowed.least) + " to " + in_words(allowed.most);
}

/// "NAME VALUE is HOW; it must be ALLOWED", and the reason if there is one; invalid_option.
failure out_of_bounds(const std::string& name, const std::string& value, const char* how,
                      const std::string& allowed, const std::string& why);

/// Ok if the bounds hold the value; else one line that names it. `why` goes on after a comma:
/// "so that two lost rounds do not make an election".
template <class T>
result<void> check(const std::string& name, const T& value, const bounds<T>& allowed,
                   const std::string& why = {}) {
  if (allowed.hold(value)) return {};
  constexpr bool is_number = std::is_integral_v<T>;
  auto how = value < allowed.least ? (is_number ? "too small" : "too short")
                                   : (is_number ? "too large" : "too long");
  return out_of_bounds(name, in_words(value), how, to_string(allowed), why);
}

/// The same for the bytes of a text.
result<void> check_size(const std::string& name, const std::string& text,
                        const bounds<std::size_t>& bytes);

} // namespace ringleader

// SPDX-License-Identifier: BSD-3-Clause
/// strong_id<Tag, Rep>: a number with a meaning. Two different tags never mix, and a plain number
/// never becomes an id by accident: `log_index{7}` is spelled out, `.value` takes it back.
/// Value-initialised ids are zero, which every id type reserves for "none".
#pragma once

#include <cstdint>
#include <functional>
#include <string>

namespace ringleader {

template <class Tag, class Rep = std::uint64_t> struct strong_id {
  using rep = Rep;

  Rep value{};

  constexpr strong_id() = default;
  constexpr explicit strong_id(Rep x) : value(x) {}

  /// False for the reserved "none".
  constexpr explicit operator bool() const { return value != Rep{}; }

  /// The id that follows this one, for counters.
  constexpr strong_id next() const { return strong_id{static_cast<Rep>(value + 1)}; }

  friend constexpr bool operator==(strong_id a, strong_id b) { return a.value == b.value; }
  friend constexpr bool operator!=(strong_id a, strong_id b) { return a.value != b.value; }
  friend constexpr bool operator<(strong_id a, strong_id b) { return a.value < b.value; }
  friend constexpr bool operator<=(strong_id a, strong_id b) { return a.value <= b.value; }
  friend constexpr bool operator>(strong_id a, strong_id b) { return a.value > b.value; }
  friend constexpr bool operator>=(strong_id a, strong_id b) { return a.value >= b.value; }
};

/// Decimal; identities that are random numbers use to_hex.
template <class Tag, class Rep> std::string to_string(strong_id<Tag, Rep> id) {
  return std::to_string(id.value);
}

/// Sixteen hexadecimal digits, the form in which random identities are printed and parsed.
std::string to_hex(std::uint64_t value);

template <class Tag, class Rep> std::string to_hex(strong_id<Tag, Rep> id) {
  return to_hex(static_cast<std::uint64_t>(id.value));
}

template <class Inspector, class Tag, class Rep>
typename Inspector::result_type inspect(Inspector& f, strong_id<Tag, Rep>& id) {
  return f(id.value);
}

} // namespace ringleader

namespace std {

template <class Tag, class Rep> struct hash<ringleader::strong_id<Tag, Rep>> {
  size_t operator()(ringleader::strong_id<Tag, Rep> id) const noexcept {
    return hash<Rep>{}(id.value);
  }
};

} // namespace std

// SPDX-License-Identifier: BSD-3-Clause
/// Quorum arithmetic: what a majority of voters agrees on. Pure functions of small lists.
#pragma once

#include <ringleader/base/expects.hpp>

#include <algorithm>
#include <cstddef>
#include <functional>

namespace ringleader::consensus {

/// The least number of voters such that any two such groups share one: 1 -> 1, 2 -> 2, 3 -> 2.
constexpr std::size_t majority_of(std::size_t voters) { return voters / 2 + 1; }

/// The greatest value that a majority of the voters has reached, given each voter's own, in any
/// order and left in another. Serves log indices, heartbeat rounds and times of the last answer
/// alike. EXPECTS one voter or more.
template <class T> T majority_value(T* first, T* last) {
  EXPECTS(first != last);
  auto* middle = first + majority_of(static_cast<std::size_t>(last - first)) - 1;
  std::nth_element(first, middle, last, std::greater<>{});
  return *middle;
}

} // namespace ringleader::consensus

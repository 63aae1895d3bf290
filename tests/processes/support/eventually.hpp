// SPDX-License-Identifier: BSD-3-Clause
/// eventually: waits for the world outside the test, by asking again and again up to a deadline.
///
///   REQUIRE(eventually(6s, [&] { return all.leader().has_value(); }));
#pragma once

#include <chrono>
#include <thread>

namespace ringleader {

using wall_clock = std::chrono::steady_clock;

template <class Condition> bool eventually(wall_clock::duration limit, Condition holds) {
  auto until = wall_clock::now() + limit;
  while (!holds()) {
    if (wall_clock::now() >= until) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds{50});
  }
  return true;
}

} // namespace ringleader

// SPDX-License-Identifier: BSD-3-Clause
#include <ringleader/membership/member.hpp>

namespace ringleader {

bool allowed(member_state from, member_state to) {
  static constexpr bool table[5][5] = {// to: joining  up     leaving down   removed       from:
                                       {false, true, true, true, true},    // joining
                                       {false, false, true, true, true},   // up
                                       {false, false, false, true, true},  // leaving
                                       {true, true, false, false, true},   // down
                                       {true, true, false, false, false}}; // removed
  auto row = static_cast<std::size_t>(from);
  auto column = static_cast<std::size_t>(to);
  return row < 5 && column < 5 && table[row][column];
}

std::string to_string(member_state state) {
  switch (state) {
  case member_state::joining: return "joining";
  case member_state::up: return "up";
  case member_state::leaving: return "leaving";
  case member_state::down: return "down";
  case member_state::removed: return "removed";
  }
  return "member_state(" + std::to_string(static_cast<int>(state)) + ")";
}

std::string to_string(const member& m) {
  return m.name + ' ' + to_string(m.state) +
         " session=" + (m.session ? to_string(m.session) : std::string{"none"}) +
         " incarnation=" + to_string(m.incarnation);
}

} // namespace ringleader

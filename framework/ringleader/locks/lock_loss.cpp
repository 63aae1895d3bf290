// SPDX-License-Identifier: BSD-3-Clause
#include <ringleader/locks/lock_loss.hpp>

namespace ringleader {

std::string to_string(lock_loss why) {
  switch (why) {
  case lock_loss::lease_over: return "lease_over";
  case lock_loss::cut_off: return "cut_off";
  case lock_loss::session_ended: return "session_ended";
  case lock_loss::taken_away: return "taken_away";
  case lock_loss::leaving: return "leaving";
  }
  return "lock_loss(" + std::to_string(static_cast<int>(why)) + ")";
}

} // namespace ringleader

// SPDX-License-Identifier: BSD-3-Clause
#include <ringleader/elections/leadership_loss.hpp>

namespace ringleader {

std::string to_string(leadership_loss why) {
  switch (why) {
  case leadership_loss::cut_off: return "cut_off";
  case leadership_loss::session_ended: return "session_ended";
  case leadership_loss::taken_over: return "taken_over";
  case leadership_loss::resigned: return "resigned";
  case leadership_loss::leaving: return "leaving";
  case leadership_loss::rebuilt: return "rebuilt";
  }
  return "leadership_loss(" + std::to_string(static_cast<int>(why)) + ")";
}

} // namespace ringleader

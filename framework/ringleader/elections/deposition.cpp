// SPDX-License-Identifier: BSD-3-Clause
#include <ringleader/elections/deposition.hpp>

namespace ringleader {

std::string to_string(deposition why) {
  switch (why) {
  case deposition::cut_off: return "cut_off";
  case deposition::session_ended: return "session_ended";
  case deposition::taken_over: return "taken_over";
  case deposition::resigned: return "resigned";
  case deposition::leaving: return "leaving";
  case deposition::rebuilt: return "rebuilt";
  }
  return "deposition(" + std::to_string(static_cast<int>(why)) + ")";
}

} // namespace ringleader

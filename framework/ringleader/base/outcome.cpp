// SPDX-License-Identifier: BSD-3-Clause
#include <ringleader/base/outcome.hpp>

namespace ringleader {

std::string to_string(const refused& x) {
  auto code = x.code == errc::refused ? "" : ' ' + to_string(x.code);
  return "refused" + code + (x.retry ? " (retry): " : ": ") + x.message;
}

std::string to_string(const done&) { return "done"; }

} // namespace ringleader

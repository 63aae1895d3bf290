// SPDX-License-Identifier: BSD-3-Clause
#include <ringleader/base/strong_id.hpp>

namespace ringleader {

std::string to_hex(std::uint64_t value) {
  static const char digits[] = "0123456789abcdef";
  std::string text(16, '0');
  for (int i = 15; i >= 0; --i, value >>= 4) text[static_cast<std::size_t>(i)] = digits[value & 15];
  return text;
}

} // namespace ringleader

// SPDX-License-Identifier: BSD-3-Clause
#include <ringleader/options/plain_text.hpp>

#include <algorithm>
#include <cstdint>

namespace ringleader {

namespace {

constexpr std::size_t line_max = 2000;

/// Bytes of the plain character that begins there; 0 if none does.
std::size_t plain_character(const std::string& text, std::size_t at) {
  auto byte = [&](std::size_t i) { return static_cast<std::uint8_t>(text[i]); };
  auto first = byte(at);
  if (first < 0x80) return first >= 0x20 && first != 0x7f ? 1 : 0;
  std::size_t size = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
  if (first < 0xc2 || first > 0xf4 || text.size() - at < size) return 0;
  std::uint32_t code = first & (0xffu >> (size + 1));
  for (std::size_t i = 1; i < size; ++i) {
    if ((byte(at + i) & 0xc0) != 0x80) return 0;
    code = code << 6 | (byte(at + i) & 0x3fu);
  }
  auto is_shortest = size == 2 || code >= (size == 3 ? 0x800u : 0x10000u);
  auto is_surrogate = code >= 0xd800 && code < 0xe000;
  auto is_control = code < 0xa0 || code == 0x2028 || code == 0x2029; // these end lines, too
  return is_shortest && !is_surrogate && !is_control && code <= 0x10ffff ? size : 0;
}

} // namespace

bool is_plain_text(const std::string& text) {
  std::size_t at = 0;
  while (at < text.size()) {
    auto size = plain_character(text, at);
    if (size == 0) return false;
    at += size;
  }
  return true;
}

std::string one_line(const std::string& text) {
  std::string line;
  for (std::size_t at = 0; at < text.size();) {
    auto size = plain_character(text, at);
    if (line.size() + std::max<std::size_t>(size, 1) > line_max) return line + "...";
    line += size == 0 ? std::string{"?"} : text.substr(at, size);
    at += size == 0 ? 1 : size;
  }
  return line;
}

} // namespace ringleader

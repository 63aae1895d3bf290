// SPDX-License-Identifier: BSD-3-Clause
#include <ringleader/base/hash.hpp>

#include <xxhash.h>

#include <array>

namespace ringleader {

std::uint64_t stable_hash(std::string_view data, std::uint64_t seed) {
  return XXH3_64bits_withSeed(data.data(), data.size(), seed);
}

std::uint64_t stable_hash(std::uint64_t a, std::uint64_t b) {
  std::array<unsigned char, 16> raw{};
  for (std::size_t i = 0; i < 8; ++i) {
    raw[i] = static_cast<unsigned char>(a >> (8 * i));
    raw[8 + i] = static_cast<unsigned char>(b >> (8 * i));
  }
  return XXH3_64bits(raw.data(), raw.size());
}

} // namespace ringleader

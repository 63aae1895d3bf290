// SPDX-License-Identifier: BSD-3-Clause
#include <ringleader/base/hash.hpp>

#include <ringleader/base/expects.hpp>

#include <xxhash.h>

#include <array>

namespace ringleader {

std::uint64_t stable_hash(std::string_view data, std::uint64_t seed) {
  return XXH3_64bits_withSeed(data.data(), data.size(), seed);
}

struct stable_hasher::state {
  XXH3_state_t* of;
};

void stable_hasher::release::operator()(state* s) const {
  XXH3_freeState(s->of);
  delete s;
}

stable_hasher::stable_hasher() : state_(new state{XXH3_createState()}) {
  EXPECTS(state_->of != nullptr);
  XXH3_64bits_reset(state_->of);
}

void stable_hasher::add(std::string_view part) {
  XXH3_64bits_update(state_->of, part.data(), part.size());
}

std::uint64_t stable_hasher::value() const { return XXH3_64bits_digest(state_->of); }

std::uint64_t stable_hash(std::uint64_t a, std::uint64_t b) {
  std::array<unsigned char, 16> raw{};
  for (std::size_t i = 0; i < 8; ++i) {
    raw[i] = static_cast<unsigned char>(a >> (8 * i));
    raw[8 + i] = static_cast<unsigned char>(b >> (8 * i));
  }
  return XXH3_64bits(raw.data(), raw.size());
}

} // namespace ringleader

// SPDX-License-Identifier: BSD-3-Clause
#include <ringleader/base/expects.hpp>
#include <ringleader/base/random.hpp>

namespace ringleader {

namespace {

std::uint64_t rotate_left(std::uint64_t x, int bits) { return (x << bits) | (x >> (64 - bits)); }

} // namespace

random_source::random_source(std::uint64_t seed) : state_{} {
  for (auto& word : state_) {
    seed += 0x9e3779b97f4a7c15ULL;
    auto z = seed;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
    word = z ^ (z >> 31);
  }
}

std::uint64_t random_source::next() {
  auto result = rotate_left(state_[1] * 5, 7) * 9;
  auto t = state_[1] << 17;
  state_[2] ^= state_[0];
  state_[3] ^= state_[1];
  state_[1] ^= state_[2];
  state_[0] ^= state_[3];
  state_[2] ^= t;
  state_[3] = rotate_left(state_[3], 45);
  return result;
}

std::uint64_t random_source::below(std::uint64_t bound) {
  EXPECTS(bound > 0);
  // Rejects the short last range, so that every value is equally likely.
  auto limit = UINT64_MAX - UINT64_MAX % bound;
  auto x = next();
  while (x >= limit) x = next();
  return x % bound;
}

duration random_source::between(duration low, duration high) {
  EXPECTS(low <= high);
  auto span = static_cast<std::uint64_t>((high - low).count()) + 1;
  return low + duration{static_cast<std::int64_t>(below(span))};
}

} // namespace ringleader

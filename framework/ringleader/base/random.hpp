// SPDX-License-Identifier: BSD-3-Clause
/// Seeded random numbers: the same seed gives the same numbers on every platform, so a simulation
/// replays. Not for secrets: identities come from the entropy port.
/// xoshiro256** seeded by splitmix64 (Blackman & Vigna, "Scrambled linear pseudorandom number
/// generators", 2018).
#pragma once

#include <ringleader/base/time.hpp>

#include <array>
#include <cstdint>

namespace ringleader {

class random_source {
public:
  using result_type = std::uint64_t;

  explicit random_source(std::uint64_t seed);

  std::uint64_t next();

  /// Uniform in [0, bound). EXPECTS bound > 0.
  std::uint64_t below(std::uint64_t bound);

  /// Uniform in [low, high], both included. EXPECTS low <= high.
  duration between(duration low, duration high);

  /// True in `per_mille` of 1000 cases.
  bool chance(std::uint32_t per_mille) { return below(1000) < per_mille; }

  // UniformRandomBitGenerator.
  static constexpr result_type min() { return 0; }
  static constexpr result_type max() { return UINT64_MAX; }
  result_type operator()() { return next(); }

private:
  std::array<std::uint64_t, 4> state_;
};

} // namespace ringleader

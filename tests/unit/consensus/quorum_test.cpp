// SPDX-License-Identifier: BSD-3-Clause
#include <ringleader/base/random.hpp>
#include <ringleader/consensus/quorum.hpp>

#include <catch2/catch.hpp>

#include <cstdint>

using namespace ringleader;
using namespace ringleader::consensus;

TEST_CASE("two majorities always share a voter") {
  for (std::size_t n = 1; n <= 9; ++n) {
    CHECK(2 * majority_of(n) > n);
    CHECK(2 * (majority_of(n) - 1) <= n);
  }
}

TEST_CASE("a majority has reached the value found, and none a greater one") {
  random_source random{7};
  for (int round = 0; round < 2000; ++round) {
    std::vector<std::uint64_t> values(1 + random.below(7));
    for (auto& v : values) v = random.below(6);
    auto found = majority_value(values.data(), values.data() + values.size());
    auto reached = [&](std::uint64_t least) {
      std::size_t n = 0;
      for (auto v : values) n += v >= least ? 1 : 0;
      return n >= majority_of(values.size());
    };
    REQUIRE(reached(found));
    REQUIRE_FALSE(reached(found + 1));
  }
}

// SPDX-License-Identifier: BSD-3-Clause
// Lock clients under random loss, delay and death, held against the lock table that they talk to.
#include "client_world.hpp"

using namespace ringleader;

TEST_CASE("whatever is lost, nobody is deceived and nothing stays with nobody") {
  std::size_t grants = 0;
  std::size_t losses = 0;
  std::size_t unknown = 0;
  for (std::uint64_t seed = 1; seed <= 200; ++seed) {
    CAPTURE(seed);
    client_world world{seed};
    for (int i = 0; i < 1'500; ++i) {
      CAPTURE(i);
      world.step();
    }
    world.settle();
    CHECK(world.unclaimed() == 0);
    CHECK(world.deceived() == 0);
    grants += world.grants;
    losses += world.losses;
    unknown += world.unknown;
  }
  // A run in which nothing happens would prove nothing.
  CHECK(grants > 5'000);
  CHECK(losses > 500);
  CHECK(unknown > 1'000);
}

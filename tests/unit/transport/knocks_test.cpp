// SPDX-License-Identifier: BSD-3-Clause
// How many connections are taken, from whom and how fast: the machine alone.
#include <ringleader/drivers/net/admission.hpp>

#include <catch2/catch.hpp>

using namespace ringleader;
using namespace ringleader::net;
using namespace std::chrono_literals;

TEST_CASE("the oldest unfinished connection of the most frequent address gives way") {
  admission door{64}; // 16 unfinished ones
  auto honest = door.knock("10.0.0.1", 0s).taken;
  REQUIRE(honest);
  std::vector<admission::place> hostile;
  for (int i = 0; i < 15; ++i) hostile.push_back(*door.knock("10.6.6.6", 0s).taken);
  CHECK(door.unfinished() == door.unfinished_max());
  for (int i = 0; i < 100; ++i) {
    auto next = door.knock("10.6.6.6", 0s);
    REQUIRE(next.taken);
    CHECK(next.gives_way == hostile[static_cast<std::size_t>(i)]);
    hostile.push_back(*next.taken);
  }
  auto another = door.knock("10.0.0.2", 0s);
  CHECK(another.taken);
  CHECK(another.gives_way == hostile[100]);
  CHECK(door.unfinished() == door.unfinished_max());
  door.greeted(*honest, peer_role::node); // it was there all the time
  CHECK(door.unfinished() == door.unfinished_max() - 1);
}

TEST_CASE("places that are taken for good are not given away") {
  admission door{8};
  std::vector<admission::place> nodes;
  for (int i = 0; i < 8; ++i) {
    nodes.push_back(*door.knock("10.0.0.1", 0s).taken);
    door.greeted(nodes.back(), peer_role::node);
  }
  CHECK_FALSE(door.knock("10.0.0.2", 0s).taken);
  door.left(nodes[3]);
  door.left(nodes[3]); // once is enough
  CHECK(door.knock("10.0.0.2", 0s).taken);
  CHECK(door.knock("10.0.0.3", 0s).gives_way); // the one before has said nothing yet
}

TEST_CASE("clients leave room for admins, and both leave room for nodes") {
  admission door{16};
  auto fill = [&](peer_role role) {
    std::size_t n = 0;
    for (; door.has_room(role) && n < 100; ++n) door.greeted(*door.knock("c", 0s).taken, role);
    return n;
  };
  CHECK(fill(peer_role::client) == 8);
  CHECK(fill(peer_role::admin) == 4);
  CHECK_FALSE(door.has_room(peer_role::client));
  CHECK(door.has_room(peer_role::node));
  for (int i = 0; i < 4; ++i) CHECK(door.knock("n", 0s).taken);
}

TEST_CASE("an address that knocks too fast is turned away, others are not") {
  admission door{65536};
  std::size_t taken = 0;
  for (int i = 0; i < 5000; ++i)
    if (door.knock("10.6.6.6", 0s).taken) ++taken;
  CHECK(taken == knocks_at_once);
  CHECK(door.knock("10.0.0.1", 0s).taken);
  taken = 0;
  for (auto now = duration{10ms}; now <= 2s; now += 10ms)
    for (int i = 0; i < 50; ++i)
      if (door.knock("10.6.6.6", now).taken) ++taken;
  CHECK(taken == 2 * knocks_per_second);
  taken = 0;
  for (int i = 0; i < 5000; ++i) // after a quiet time
    if (door.knock("10.6.6.6", 60s).taken) ++taken;
  CHECK(taken == knocks_at_once);
}

TEST_CASE("very many addresses share one rate when they are too many to be remembered") {
  admission door{65536};
  std::size_t taken = 0;
  for (int i = 0; i < 20'000; ++i)
    if (door.knock(std::to_string(i), 0s).taken) ++taken;
  CHECK(taken < 4096 + knocks_at_once + 1);
  CHECK(door.knock("later", 60s).taken);
}

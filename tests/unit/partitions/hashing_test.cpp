// SPDX-License-Identifier: BSD-3-Clause
// jump_hash, rendezvous and migration reports of lists.
#include <ringleader/base/hash.hpp>
#include <ringleader/partitions/jump_hash.hpp>
#include <ringleader/partitions/migration_report.hpp>
#include <ringleader/partitions/rendezvous.hpp>

#include <catch2/catch.hpp>

#include <cmath>

using namespace ringleader;

namespace {

constexpr int keys = 100'000;

std::uint64_t key_hash(int i) { return stable_hash("key-" + std::to_string(i)); }

} // namespace

TEST_CASE("jump_hash agrees with the published function") {
  // The values that implementations of the paper test against.
  CHECK(jump_hash(1, 1) == 0);
  CHECK(jump_hash(42, 57) == 43);
  CHECK(jump_hash(0xDEAD10CC, 1) == 0);
  CHECK(jump_hash(0xDEAD10CC, 666) == 361);
  CHECK(jump_hash(256, 1024) == 520);
}

TEST_CASE("jump_hash spreads evenly and moves keys only into the new bucket") {
  for (std::uint32_t buckets : {1U, 2U, 10U, 100U}) {
    CAPTURE(buckets);
    int moved = 0;
    std::vector<int> load(buckets + 1);
    for (int i = 0; i < keys; ++i) {
      auto before = jump_hash(key_hash(i), buckets);
      auto after = jump_hash(key_hash(i), buckets + 1);
      ++load[after];
      if (before == after) continue;
      ++moved;
      REQUIRE(after == buckets);
    }
    auto p = 1.0 / (buckets + 1);
    auto deviation = std::sqrt(keys * p * (1 - p));
    CHECK(std::abs(moved - keys * p) < 4 * deviation);
    for (auto n : load) CHECK(std::abs(n - keys * p) < 5 * deviation);
  }
}

TEST_CASE("the integer logarithm is right to its last binary place") {
  CHECK(negative_log2(0) == negative_log2(1));
  CHECK(negative_log2(1) == 64U << 24);
  CHECK(negative_log2(1ULL << 63) == 1U << 24);
  CHECK(negative_log2(UINT64_MAX) == 1);
  for (std::uint64_t i = 1; i < 2000; ++i) {
    auto x = stable_hash(i, 0) >> (i % 60);
    if (x == 0) continue;
    auto exact = (64 - std::log2(static_cast<long double>(x))) * (1 << 24);
    CHECK(std::abs(static_cast<double>(negative_log2(x) - exact)) < 2);
  }
}

TEST_CASE("rendezvous owners follow their weights") {
  std::vector<weighted_node> nodes{{"a", 1000}, {"b", 2000}, {"c", 500}, {"d", 0}};
  std::vector<int> load(nodes.size());
  for (int i = 0; i < keys; ++i) ++load[rendezvous_owner(key_hash(i), nodes)];
  CHECK(load[3] == 0);
  for (std::size_t i = 0; i < 3; ++i) {
    auto p = nodes[i].weight / 3500.0;
    CHECK(std::abs(load[i] - keys * p) < 4 * std::sqrt(keys * p * (1 - p)));
  }
}

TEST_CASE("rendezvous moves keys only to who joins or gains, and from who leaves") {
  std::vector<weighted_node> nodes{{"a", 1000}, {"b", 2000}, {"c", 500}};
  auto joined = nodes;
  joined.push_back({"d", 700});
  auto heavier = nodes;
  heavier[2].weight = 1500;
  for (int i = 0; i < 20'000; ++i) {
    auto before = rendezvous_owner(key_hash(i), nodes);
    auto after = rendezvous_owner(key_hash(i), joined);
    REQUIRE((after == before || after == 3));
    after = rendezvous_owner(key_hash(i), heavier);
    REQUIRE((after == before || after == 2));
  }
}

TEST_CASE("rendezvous lists the best nodes in order, without those of no weight") {
  std::vector<weighted_node> nodes{{"a", 1000}, {"b", 0}, {"c", 1000}, {"d", 1000}};
  auto owners = rendezvous_owners(key_hash(1), nodes, 9);
  REQUIRE(owners.size() == 3);
  CHECK(owners.front() == rendezvous_owner(key_hash(1), nodes));
  nodes[owners.front()].weight = 0;
  CHECK(rendezvous_owner(key_hash(1), nodes) == owners[1]);
  CHECK(rendezvous_owner(key_hash(1), {{"b", 0}}) == 1);
}

TEST_CASE("rendezvous owners never change between releases") {
  std::vector<weighted_node> nodes{{"a", 1000}, {"b", 2000}, {"c", 500}, {"d", 1000}};
  std::string owners;
  for (int i = 0; i < 24; ++i) owners += nodes[rendezvous_owner(key_hash(i), nodes)].name;
  CHECK(owners == "bcbadabbabbbbdabdbbabbda");
}

TEST_CASE("a report of lists counts moves, their least number and those between survivors") {
  std::vector<std::string> before{"a", "a", "b", "b", "", "c"};
  std::vector<std::string> after{"a", "b", "b", "a", "a", "d"};
  auto report = compare(before, after);
  CHECK(report.total == 6);
  CHECK(report.moved == 4);
  CHECK(report.ideal == 2);
  CHECK(report.between_survivors == 2);
  CHECK(to_string(report) == "moved=0.6667 ideal=0.3333 between_survivors=0.3333\n"
                             "(none): before=0.1667 after=0 gained=0 lost=0.1667\n"
                             "a: before=0.3333 after=0.5 gained=0.3333 lost=0.1667\n"
                             "b: before=0.3333 after=0.3333 gained=0.1667 lost=0.1667\n"
                             "c: before=0.1667 after=0 gained=0 lost=0.1667\n"
                             "d: before=0 after=0.1667 gained=0.1667 lost=0\n");
}

// SPDX-License-Identifier: BSD-3-Clause
#include <ringleader/partitions/planner.hpp>

#include <catch2/catch.hpp>

#include <algorithm>

using namespace ringleader;

namespace {

plan_member member(std::uint64_t n, std::uint32_t weight = 1000, const std::string& zone = "") {
  return {session_id{n}, weight, zone, "node-" + std::to_string(n)};
}

std::vector<plan_member> members(std::uint64_t n) {
  std::vector<plan_member> all;
  for (std::uint64_t i = 1; i <= n; ++i) all.push_back(member(i));
  return all;
}

std::map<session_id, std::uint32_t> counts(const owner_list& owners) {
  std::map<session_id, std::uint32_t> all;
  for (auto owner : owners) ++all[owner];
  return all;
}

} // namespace

TEST_CASE("a fresh cluster of one member owns everything") {
  auto plan = plan_partitions(owner_list(8), members(1));
  CHECK(plan.targets == owner_list(8, session_id{1}));
  CHECK(plan.moves.size() == 8);
  CHECK(to_string(plan.moves[3]) == "3: none->1");
}

TEST_CASE("shares follow weights by largest remainder") {
  CHECK(shares(10, {member(1, 1000), member(2, 2000)}) == std::vector<std::uint32_t>{3, 7});
  CHECK(shares(10, {member(1, 1), member(2, 1), member(3, 2)}) ==
        std::vector<std::uint32_t>{shares(10, {member(1), member(2), member(3, 2000)})});
  CHECK(shares(7, {member(1, 0), member(2, 5)}) == std::vector<std::uint32_t>{0, 7});
  CHECK(shares(7, {member(1, 0), member(2, 0)}) == std::vector<std::uint32_t>{0, 0});
}

TEST_CASE("the largest numbers overflow nothing") {
  std::vector<plan_member> heavy;
  for (std::uint64_t i = 1; i <= 100; ++i) heavy.push_back(member(i, UINT32_MAX));
  auto share = shares(UINT32_MAX, heavy);
  std::uint64_t sum = 0;
  for (auto s : share) {
    CHECK(s / 42949672 == 1); // 2^32 / 100
    sum += s;
  }
  CHECK(sum == UINT32_MAX);
}

TEST_CASE("who joins takes its share from everybody, and nobody else moves") {
  auto three = plan_partitions(owner_list(1024), members(3));
  auto four = plan_partitions(three.targets, members(4));
  CHECK(four.moves.size() == 256);
  for (const auto& m : four.moves) CHECK(m.to == session_id{4});
  for (auto& [session, n] : counts(four.targets)) CHECK(n == 256);
}

TEST_CASE("who leaves gives up its partitions, and nobody else moves") {
  auto four = plan_partitions(owner_list(1024), members(4));
  auto three = plan_partitions(four.targets, members(3));
  CHECK(three.moves.size() == 256);
  for (const auto& m : three.moves) CHECK_FALSE(m.from); // session 4 does not live any more
}

TEST_CASE("a member of weight 0 is emptied") {
  auto before = plan_partitions(owner_list(64), members(2));
  auto after = plan_partitions(before.targets, {member(1), member(2, 0)});
  CHECK(after.targets == owner_list(64, session_id{1}));
  for (const auto& m : after.moves) CHECK(m.from == session_id{2});
}

TEST_CASE("without any weight nothing moves") {
  auto before = plan_partitions(owner_list(64), members(2));
  CHECK(plan_partitions(before.targets, {member(1, 0), member(2, 0)}).moves.empty());
  CHECK(plan_failover(before.targets, {}).moves.empty());
}

TEST_CASE("failover moves only what lost its owner, to who has least") {
  // 1 owns 10, 2 owns 2, and 4 belong to a member that is gone.
  owner_list owners(16, session_id{1});
  for (std::size_t i = 10; i < 12; ++i) owners[i] = session_id{2};
  for (std::size_t i = 12; i < 16; ++i) owners[i] = session_id{3};
  auto plan = plan_failover(owners, members(2));
  REQUIRE(plan.moves.size() == 4);
  for (const auto& m : plan.moves) {
    CHECK(m.partition >= partition_id{12});
    CHECK(m.to == session_id{2});
    CHECK_FALSE(m.from);
  }
}

TEST_CASE("throttle bounds what is under way from one member to another") {
  auto three = plan_partitions(owner_list(120), members(2));
  auto plan = plan_partitions(three.targets, members(3));
  auto first = throttle(plan.moves, {}, 3);
  CHECK(first.size() == 6); // two pairs
  CHECK(throttle(plan.moves, first, 3).empty());
  auto second = throttle(plan.moves, {first.front()}, 3);
  CHECK(second.size() == 5);
  CHECK(std::find(second.begin(), second.end(), first.front()) == second.end());
}

TEST_CASE("moves from nobody are never throttled") {
  auto plan = plan_failover(owner_list(50), members(2));
  CHECK(throttle(plan.moves, {}, 1) == plan.moves);
}

TEST_CASE("a table with moves under way is planned from where they lead") {
  partition_table table;
  table.entries.assign(4, {partition_epoch{1}, session_id{1}, {}});
  table.entries[2].move = partition_move{log_index{5}, session_id{2}};
  CHECK(planned_owners(table) ==
        owner_list{session_id{1}, session_id{1}, session_id{2}, session_id{1}});
  CHECK(current_owners(table) == owner_list(4, session_id{1}));
  CHECK(moves_in_flight(table) ==
        std::vector<planned_move>{{partition_id{2}, session_id{1}, session_id{2}}});
  CHECK(plan_partitions(planned_owners(table), members(2)).moves.size() == 1);
}

TEST_CASE("backups stand on other members, in other zones while there are any") {
  std::vector<plan_member> all{member(1, 1000, "a"), member(2, 1000, "a"), member(3, 1000, "b"),
                               member(4, 1000, "b"), member(5, 1000, "c"), member(6, 0, "d")};
  for (std::uint32_t p = 0; p < 200; ++p) {
    auto two = backups(partition_id{p}, session_id{1}, all, 2);
    REQUIRE(two.size() == 2);
    CHECK(std::count(two.begin(), two.end(), session_id{5}) == 1); // the only one in zone c
    CHECK(std::count(two.begin(), two.end(), session_id{2}) == 0); // the owner's zone
    auto every = backups(partition_id{p}, session_id{1}, all, 9);
    std::sort(every.begin(), every.end());
    CHECK(every ==
          std::vector<session_id>{session_id{2}, session_id{3}, session_id{4}, session_id{5}});
  }
}

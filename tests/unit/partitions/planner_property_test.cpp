// SPDX-License-Identifier: BSD-3-Clause
// Bounds that every plan must keep, over random clusters and fixed seeds.
#include <ringleader/base/hash.hpp>
#include <ringleader/base/random.hpp>
#include <ringleader/partitions/planner.hpp>

#include <catch2/catch.hpp>

#include <algorithm>
#include <set>

using namespace ringleader;

namespace {

std::vector<plan_member> random_members(random_source& random, std::uint64_t& last_session) {
  std::vector<plan_member> all;
  auto n = 1 + random.below(20);
  for (std::uint64_t i = 0; i < n; ++i) {
    auto id = ++last_session;
    auto weight = random.chance(300) ? 1000 : random.below(random.chance(100) ? UINT32_MAX : 5000);
    all.push_back(
      {session_id{id}, static_cast<std::uint32_t>(weight), "", "n" + std::to_string(id)});
  }
  all.front().weight += all.front().weight == 0 ? 1 : 0;
  return all;
}

void shuffle(std::vector<plan_member>& all, random_source& random) {
  for (auto i = all.size(); i > 1; --i) std::swap(all[i - 1], all[random.below(i)]);
}

std::map<session_id, std::int64_t> counts(const owner_list& owners) {
  std::map<session_id, std::int64_t> all;
  for (auto owner : owners) ++all[owner];
  return all;
}

/// What must move at least to get from the counts of the one to those of the other.
std::size_t least_moves(const owner_list& before, const owner_list& after) {
  auto had = counts(before);
  std::int64_t least = 0;
  for (auto [session, n] : counts(after)) least += std::max<std::int64_t>(0, n - had[session]);
  return static_cast<std::size_t>(least);
}

/// |q - P * w / W| < 1, in integers.
bool balanced(const owner_list& owners, const std::vector<plan_member>& members) {
  std::int64_t total = 0;
  for (const auto& m : members) total += m.weight;
  auto owned = counts(owners);
  for (const auto& m : members) {
    auto off = owned[m.session] * total - static_cast<std::int64_t>(owners.size()) * m.weight;
    if (std::abs(off) >= total) return false;
  }
  return true;
}

std::uint64_t digest(const owner_list& owners) {
  std::uint64_t sum = 0;
  for (auto owner : owners) sum = stable_hash(sum, owner.value);
  return sum;
}

} // namespace

TEST_CASE("any cluster is balanced to less than one partition, with the fewest moves") {
  std::uint64_t last_session = 0;
  for (std::uint64_t seed = 1; seed <= 150; ++seed) {
    CAPTURE(seed);
    random_source random{seed};
    auto count = 1 + random.below(600);
    auto old_members = random_members(random, last_session);
    auto new_members = random_members(random, last_session);
    for (const auto& m : old_members)
      if (random.chance(600)) new_members.push_back(m);
    owner_list owners(count);
    for (auto& owner : owners)
      owner =
        random.chance(100) ? session_id{} : old_members[random.below(old_members.size())].session;
    auto plan = plan_partitions(owners, new_members);
    REQUIRE(balanced(plan.targets, new_members));
    REQUIRE(plan.moves.size() == least_moves(owners, plan.targets));
    REQUIRE(plan_partitions(plan.targets, new_members).moves.empty());
    auto again = new_members;
    shuffle(again, random);
    REQUIRE(plan_partitions(owners, again) == plan);
  }
}

TEST_CASE("no other choice of remainders would move less") {
  // Equal weights: every floor or ceiling is a fair share, so the best choice can be counted.
  for (std::uint64_t seed = 1; seed <= 100; ++seed) {
    CAPTURE(seed);
    random_source random{seed};
    std::vector<plan_member> members;
    auto n = 2 + random.below(9);
    for (std::uint64_t i = 1; i <= n; ++i)
      members.push_back({session_id{i}, 1000, "", "n" + std::to_string(i)});
    owner_list owners(1 + random.below(100));
    for (auto& owner : owners) owner = session_id{1 + random.below(n)};
    auto low = static_cast<std::int64_t>(owners.size() / n);
    auto extras = static_cast<std::int64_t>(owners.size() % n);
    std::int64_t surplus = 0;
    std::int64_t keepers = 0; // would each keep one partition more with an extra
    for (auto [session, owned] : counts(owners)) {
      surplus += std::max<std::int64_t>(0, owned - low);
      keepers += owned > low ? 1 : 0;
    }
    auto best = surplus - std::min(extras, keepers);
    REQUIRE(plan_partitions(owners, members).moves.size() == static_cast<std::size_t>(best));
  }
}

TEST_CASE("a thousand joins and leaves never move a partition between two survivors") {
  random_source random{7};
  std::uint64_t last = 0;
  std::vector<plan_member> members;
  owner_list owners(256);
  for (int round = 0; round < 1000; ++round) {
    std::set<session_id> before;
    for (const auto& m : members) before.insert(m.session);
    auto join = members.size() < 2 || (members.size() < 12 && random.chance(500));
    if (join) {
      ++last;
      members.push_back({session_id{last}, 1000, "", "n" + std::to_string(last)});
    } else {
      members.erase(members.begin() + static_cast<long>(random.below(members.size())));
    }
    auto plan = plan_partitions(owners, members);
    for (const auto& m : plan.moves) {
      if (join)
        REQUIRE(m.to == session_id{last});
      else
        REQUIRE_FALSE(m.from);
    }
    REQUIRE(balanced(plan.targets, members));
    REQUIRE(plan.moves.size() == least_moves(owners, plan.targets));
    owners = plan.targets;
  }
}

TEST_CASE("failover touches no living owner and leaves no partition without one") {
  std::uint64_t last_session = 0;
  for (std::uint64_t seed = 1; seed <= 100; ++seed) {
    CAPTURE(seed);
    random_source random{seed};
    auto members = random_members(random, last_session);
    owner_list owners(1 + random.below(300));
    for (auto& owner : owners)
      owner = random.chance(300) ? session_id{random.below(2) * 999'999}
                                 : members[random.below(members.size())].session;
    for (auto strategy :
         {placement::balanced, placement::ring, placement::rendezvous, placement::jump}) {
      if (strategy == placement::ring && seed > 10) continue; // rings are slow to build
      auto plan = plan_failover(owners, members, strategy);
      for (std::size_t i = 0; i < owners.size(); ++i) {
        auto lives = std::any_of(members.begin(), members.end(),
                                 [&](const plan_member& m) { return m.session == owners[i]; });
        REQUIRE(plan.targets[i]);
        if (lives) REQUIRE(plan.targets[i] == owners[i]);
      }
      REQUIRE(plan_failover(plan.targets, members, strategy).moves.empty());
    }
  }
}

TEST_CASE("a strategy by hash gives weight 0 nothing and depends on the members alone") {
  std::vector<plan_member> members{
    {session_id{1}, 1000, "", "a"}, {session_id{2}, 0, "", "b"}, {session_id{3}, 3000, "", "c"}};
  for (auto strategy : {placement::ring, placement::rendezvous, placement::jump}) {
    CAPTURE(to_string(strategy));
    auto plan = plan_partitions(owner_list(1024), members, strategy);
    auto owned = counts(plan.targets);
    CHECK(owned[session_id{2}] == 0);
    CHECK(owned[session_id{1}] > 150);
    CHECK(owned[session_id{3}] > 400);
    CHECK(plan_partitions(owner_list(1024, session_id{3}), members, strategy).targets ==
          plan.targets);
  }
}

TEST_CASE("the same plan comes out in every release") {
  std::vector<plan_member> members;
  for (std::uint64_t i = 1; i <= 7; ++i)
    members.push_back(
      {session_id{i}, static_cast<std::uint32_t>(500 * i), "", "n" + std::to_string(i)});
  auto of = [&](placement strategy) {
    return digest(plan_partitions(owner_list(1024), members, strategy).targets);
  };
  CHECK(of(placement::balanced) == 0xd0df20ab1f127ef0ULL);
  CHECK(of(placement::ring) == 0x3a7afb6e4b86f701ULL);
  CHECK(of(placement::rendezvous) == 0x045aa47eaeab6708ULL);
  CHECK(of(placement::jump) == 0xebfa146f249ba9eeULL);
}

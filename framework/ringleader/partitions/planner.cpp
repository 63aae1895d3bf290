// SPDX-License-Identifier: BSD-3-Clause
// Plans by quota: shares, then who gives up what, then who takes it.
#include <ringleader/base/expects.hpp>
#include <ringleader/base/hash.hpp>
#include <ringleader/partitions/placement.hpp>
#include <ringleader/partitions/planner.hpp>
#include <ringleader/partitions/rendezvous.hpp>

#include <algorithm>
#include <numeric>

namespace ringleader {

namespace {

constexpr std::size_t nobody = SIZE_MAX;

/// Members in an order of their own, so that the caller's does not matter; owners as indexes.
struct planning {
  std::vector<plan_member> members; ///< by session
  std::vector<std::uint64_t> hashes;
  std::vector<std::size_t> owners; ///< index into members, or nobody
  std::vector<std::uint32_t> owned;
};

planning prepare(const owner_list& owners, const std::vector<plan_member>& members) {
  planning p{members, {}, {}, std::vector<std::uint32_t>(members.size())};
  std::sort(p.members.begin(), p.members.end(),
            [](const plan_member& a, const plan_member& b) { return a.session < b.session; });
  std::map<session_id, std::size_t> index;
  std::map<std::string_view, std::size_t> names;
  for (std::size_t i = 0; i < p.members.size(); ++i) {
    const auto& m = p.members[i];
    EXPECTS(m.session && !m.name.empty());
    auto fresh = index.emplace(m.session, i).second && names.emplace(m.name, i).second;
    EXPECTS(fresh);
    p.hashes.push_back(stable_hash(m.name));
  }
  p.owners.reserve(owners.size());
  for (auto session : owners) {
    auto found = index.find(session);
    p.owners.push_back(found == index.end() ? nobody : found->second);
    if (found != index.end()) ++p.owned[found->second];
  }
  return p;
}

bool has_weight(const std::vector<plan_member>& members) {
  return std::any_of(members.begin(), members.end(),
                     [](const plan_member& m) { return m.weight > 0; });
}

/// True if `a` is the better owner of the partition by rendezvous. Weights are in the shares
/// already.
bool better(const planning& p, std::size_t partition, std::size_t a, std::size_t b) {
  auto x = draw_for(p.hashes[a], partition, 1);
  auto y = draw_for(p.hashes[b], partition, 1);
  if (x < y) return true;
  return !(y < x) && p.members[a].name < p.members[b].name;
}

/// Takes from everybody above its share the partitions that it draws worst.
void release_surplus(planning& p, const std::vector<std::uint32_t>& share) {
  std::vector<std::vector<std::size_t>> own(p.members.size());
  for (std::size_t i = 0; i < p.owners.size(); ++i)
    if (p.owners[i] != nobody) own[p.owners[i]].push_back(i);
  for (std::size_t m = 0; m < own.size(); ++m) {
    if (own[m].size() <= share[m]) continue;
    // Each draw once, and no order among those that go: a table may be large.
    using drawn = std::pair<decltype(draw_for(0, 0, 1)), std::size_t>;
    std::vector<drawn> all;
    all.reserve(own[m].size());
    for (auto i : own[m]) all.emplace_back(draw_for(p.hashes[m], i, 1), i);
    auto first = all.begin() + static_cast<std::ptrdiff_t>(share[m]);
    std::nth_element(all.begin(), first, all.end());
    for (auto at = first; at != all.end(); ++at) p.owners[at->second] = nobody;
    p.owned[m] = share[m];
  }
}

/// Gives each partition without an owner to whoever is furthest below its share.
void fill(planning& p, const std::vector<std::uint32_t>& share) {
  for (std::size_t i = 0; i < p.owners.size(); ++i) {
    if (p.owners[i] != nobody) continue;
    auto taker = nobody;
    std::int64_t most = 0;
    for (std::size_t m = 0; m < p.members.size(); ++m) {
      auto missing = std::int64_t{share[m]} - std::int64_t{p.owned[m]};
      if (missing < most || missing <= 0) continue;
      if (taker == nobody || missing > most || better(p, i, m, taker)) taker = m;
      most = missing;
    }
    // The shares add up to all partitions, so one without an owner is missed by somebody.
    ENSURES(taker != nobody);
    p.owners[i] = taker;
    ++p.owned[taker];
  }
}

partition_plan finish(const planning& p, const owner_list& before) {
  partition_plan plan;
  plan.targets.reserve(before.size());
  for (std::uint32_t i = 0; i < before.size(); ++i) {
    auto target = p.owners[i] == nobody ? session_id{} : p.members[p.owners[i]].session;
    plan.targets.push_back(target);
    if (!target || target == before[i]) continue;
    auto lives = std::any_of(p.members.begin(), p.members.end(),
                             [&](const plan_member& m) { return m.session == before[i]; });
    plan.moves.push_back({partition_id{i}, lives ? before[i] : session_id{}, target});
  }
  return plan;
}

} // namespace

std::vector<std::uint32_t> shares(std::uint32_t partitions, const std::vector<plan_member>& members,
                                  const std::vector<std::uint32_t>& owned) {
  EXPECTS(owned.empty() || owned.size() == members.size());
  // 32-bit weights: their sum and partitions * weight stay below 2^64.
  std::uint64_t total = 0;
  for (const auto& m : members) total += m.weight;
  std::vector<std::uint32_t> share(members.size());
  if (total == 0) return share;
  std::vector<std::uint64_t> remainder(members.size());
  auto rest = partitions;
  for (std::size_t i = 0; i < members.size(); ++i) {
    auto exact = std::uint64_t{partitions} * members[i].weight;
    share[i] = static_cast<std::uint32_t>(exact / total);
    remainder[i] = exact % total;
    rest -= share[i];
  }
  std::vector<std::size_t> order(members.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  auto keeps = [&](std::size_t i) { return !owned.empty() && owned[i] > share[i]; };
  std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    if (remainder[a] != remainder[b]) return remainder[a] > remainder[b];
    if (keeps(a) != keeps(b)) return keeps(a);
    auto x = stable_hash(members[a].name);
    auto y = stable_hash(members[b].name);
    return x != y ? x > y : members[a].name < members[b].name;
  });
  // Fewer are left over than there are members with a remainder.
  std::vector<std::uint32_t> result = share;
  for (std::uint32_t i = 0; i < rest; ++i) ++result[order[i]];
  return result;
}

partition_plan plan_partitions(const owner_list& owners, const std::vector<plan_member>& members,
                               placement strategy) {
  auto p = prepare(owners, members);
  auto count = static_cast<std::uint32_t>(owners.size());
  if (!has_weight(p.members)) {
    p.owners.assign(p.owners.size(), nobody);
  } else if (strategy == placement::balanced) {
    auto share = shares(count, p.members, p.owned);
    release_surplus(p, share);
    fill(p, share);
  } else {
    p.owners = place_all(count, p.members, strategy);
  }
  return finish(p, owners);
}

partition_plan plan_failover(const owner_list& owners, const std::vector<plan_member>& members,
                             placement strategy) {
  auto p = prepare(owners, members);
  auto count = static_cast<std::uint32_t>(owners.size());
  if (!has_weight(p.members)) return finish(p, owners);
  if (strategy == placement::balanced) {
    fill(p, shares(count, p.members, p.owned));
  } else {
    auto placed = place_all(count, p.members, strategy);
    for (std::size_t i = 0; i < p.owners.size(); ++i)
      if (p.owners[i] == nobody) p.owners[i] = placed[i];
  }
  return finish(p, owners);
}

} // namespace ringleader

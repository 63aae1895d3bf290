// SPDX-License-Identifier: BSD-3-Clause
#include <ringleader/base/expects.hpp>
#include <ringleader/base/hash.hpp>
#include <ringleader/partitions/consistent_hash.hpp>
#include <ringleader/partitions/jump_hash.hpp>
#include <ringleader/partitions/placement.hpp>
#include <ringleader/partitions/rendezvous.hpp>

#include <algorithm>
#include <map>
#include <string_view>

namespace ringleader {

namespace {

constexpr placement strategies[] = {placement::balanced, placement::ring, placement::rendezvous,
                                    placement::jump};

// Spreads partition numbers over the ring; any fixed constant does, but never another one.
constexpr std::uint64_t partition_salt = 0x52494e474c454144ULL;

std::uint64_t hash_of(std::uint32_t partition) { return stable_hash(partition_salt, partition); }

std::vector<std::size_t> place_on_ring(std::uint32_t partitions,
                                       const std::vector<plan_member>& members) {
  std::map<std::string, std::uint32_t, std::less<>> weights;
  std::map<std::string_view, std::size_t> index;
  for (std::size_t i = 0; i < members.size(); ++i) {
    weights[members[i].name] = std::min(members[i].weight, consistent_hash::weight_max);
    index[members[i].name] = i;
  }
  consistent_hash ring;
  ring.assign(weights);
  std::vector<std::size_t> owners;
  for (std::uint32_t p = 0; p < partitions; ++p) owners.push_back(index.at(ring.owner(hash_of(p))));
  return owners;
}

std::vector<std::size_t> place_by_rendezvous(std::uint32_t partitions,
                                             const std::vector<plan_member>& members) {
  std::vector<weighted_node> nodes;
  for (const auto& m : members) nodes.push_back({m.name, m.weight});
  std::vector<std::size_t> owners;
  for (std::uint32_t p = 0; p < partitions; ++p)
    owners.push_back(rendezvous_owner(hash_of(p), nodes));
  return owners;
}

std::vector<std::size_t> place_by_jump(std::uint32_t partitions,
                                       const std::vector<plan_member>& members) {
  std::vector<std::size_t> buckets;
  for (std::size_t i = 0; i < members.size(); ++i)
    if (members[i].weight > 0) buckets.push_back(i);
  std::vector<std::size_t> owners;
  for (std::uint32_t p = 0; p < partitions; ++p)
    owners.push_back(buckets[jump_hash(hash_of(p), static_cast<std::uint32_t>(buckets.size()))]);
  return owners;
}

} // namespace

std::string to_string(placement strategy) {
  switch (strategy) {
  case placement::balanced: return "balanced";
  case placement::ring: return "ring";
  case placement::rendezvous: return "rendezvous";
  case placement::jump: return "jump";
  }
  return "placement(" + std::to_string(static_cast<int>(strategy)) + ")";
}

std::string placement_names() {
  std::string names;
  for (auto strategy : strategies)
    names += (names.empty()                 ? ""
              : strategy == placement::jump ? " or "
                                            : ", ") +
             to_string(strategy);
  return names;
}

result<placement> parse_placement(const std::string& text) {
  for (auto strategy : strategies)
    if (to_string(strategy) == text) return strategy;
  return {errc::invalid_option, '\'' + text + "' is no placement; choose " + placement_names()};
}

std::vector<std::size_t> place_all(std::uint32_t partitions,
                                   const std::vector<plan_member>& members, placement strategy) {
  EXPECTS(strategy != placement::balanced);
  EXPECTS(
    std::any_of(members.begin(), members.end(), [](const plan_member& m) { return m.weight > 0; }));
  switch (strategy) {
  case placement::ring: return place_on_ring(partitions, members);
  case placement::rendezvous: return place_by_rendezvous(partitions, members);
  default: return place_by_jump(partitions, members);
  }
}

} // namespace ringleader

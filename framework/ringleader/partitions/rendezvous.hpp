// SPDX-License-Identifier: BSD-3-Clause
/// Rendezvous (highest random weight) hashing: every node draws a number from (node, key), the best
/// draw owns the key. O(nodes) a lookup, no memory, exactly minimal movement: a key moves only from
/// a node that left or lost weight, or to one that joined or gained. Thaler & Ravishankar, "Using
/// name-based mappings to increase hit rates", 1998.
///
///   auto i = rendezvous_owner(stable_hash(key), {{"a", 1000}, {"b", 2000}});   // b twice as often
///
/// Integers only, so that replicas agree: the weighted draw is -log2(hash) / weight, in 24 binary
/// places, and the smallest wins.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace ringleader {

struct weighted_node {
  std::string name;
  std::uint32_t weight = 1000; ///< in thousandths; 0 never owns anything
};

/// What one node draws for one key. Better draws compare less.
struct rendezvous_draw {
  std::uint64_t hash = 0;
  std::uint32_t weight = 0;
};

rendezvous_draw draw_for(std::uint64_t node_hash, std::uint64_t key_hash, std::uint32_t weight);

/// A strict weak order; equal draws are as good as impossible, callers break them by name.
bool operator<(const rendezvous_draw& a, const rendezvous_draw& b);

/// Index of the owner, or nodes.size() if no node has a weight. Ties: the smaller name.
std::size_t rendezvous_owner(std::uint64_t key_hash, const std::vector<weighted_node>& nodes);

/// Indexes of the `n` best nodes, the owner first; fewer if fewer have a weight.
std::vector<std::size_t> rendezvous_owners(std::uint64_t key_hash,
                                           const std::vector<weighted_node>& nodes, std::size_t n);

/// -log2(x / 2^64) in 24 binary places, rounded up; log of 0 counts as that of 1.
std::uint32_t negative_log2(std::uint64_t x);

} // namespace ringleader

// SPDX-License-Identifier: BSD-3-Clause
/// consistent_hash: a ring with virtual nodes, usable on its own: caches, stateless routing,
/// sharding of outside resources. Entities do not need it: their partition table is exact.
///
///   consistent_hash ring;
///   ring.add("a");
///   ring.add("b", 2000);                        // twice the weight, twice the virtual nodes
///   ring.owner("some key");                     // "a" or "b"
///   ring.replicas("some key", 2);               // both, the owner first
///   ring.owner_below("some key", loads, 250);   // bounded load: nobody above 125 % of its share
///
/// A key belongs to the first virtual node at or after its hash, around the end. The share of a
/// node has a relative deviation of about 1 / sqrt(virtual nodes): 8 % with the default 160. A node
/// that joins takes keys, one that leaves gives them up; no key moves between two others. Karger et
/// al., "Consistent Hashing and Random Trees", 1997; bounded load: Mirrokni, Thorup &
/// Zadimoghaddam, "Consistent Hashing with Bounded Loads", 2016.
///
/// Not thread-safe while it is changed. Invariant: depends on names and weights, not on their
/// order.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace ringleader {

/// How much of a ring or of a list: a whole ring is 2^64, one more than 64 bits hold.
__extension__ using key_amount = unsigned __int128;

class consistent_hash {
public:
  struct virtual_node {
    std::uint64_t position;
    std::uint32_t node; ///< index into names()
  };

  /// A weight above this would take too much memory.
  static constexpr std::uint32_t weight_max = 1'000'000;

  /// Virtual nodes at weight 1000. More: more even, more memory (16 bytes each) and slower changes.
  /// Range 1..10,000.
  explicit consistent_hash(std::uint32_t virtual_nodes = 160);

  /// Adds a node or changes its weight (in thousandths); weight 0 owns nothing.
  /// EXPECTS a name and weight <= weight_max.
  void add(std::string_view name, std::uint32_t weight = 1000);

  /// False if there is no such node.
  bool remove(std::string_view name);

  /// Replaces all nodes at once; building node by node sorts the ring as often.
  void assign(const std::map<std::string, std::uint32_t, std::less<>>& weights);

  bool empty() const { return ring_.empty(); }
  const std::map<std::string, std::uint32_t, std::less<>>& weights() const { return weights_; }

  /// EXPECTS !empty().
  const std::string& owner(std::uint64_t key_hash) const;
  const std::string& owner(std::string_view key) const;

  /// Up to `n` different nodes, the owner first, in ring order.
  std::vector<std::string> replicas(std::uint64_t key_hash, std::size_t n) const;
  std::vector<std::string> replicas(std::string_view key, std::size_t n) const;

  /// The first node from the key on whose load is below its cap: (1 + slack) times its share by
  /// weight of the load with this key, rounded up. `loads` counts the keys placed so far by node.
  /// `slack` is in thousandths; more: less even, fewer detours. EXPECTS !empty() and slack > 0.
  const std::string& owner_below(std::string_view key,
                                 const std::map<std::string, std::uint64_t>& loads,
                                 std::uint32_t slack) const;

  /// Sorted; what migration reports walk along.
  const std::vector<virtual_node>& ring() const { return ring_; }
  const std::string& name(std::uint32_t node) const { return names_[node]; }

private:
  void rebuild();
  std::size_t find(std::uint64_t key_hash) const;

  std::uint32_t virtual_nodes_;
  std::map<std::string, std::uint32_t, std::less<>> weights_;
  std::vector<std::string> names_; ///< sorted
  std::vector<virtual_node> ring_; ///< sorted by position, then name
};

} // namespace ringleader

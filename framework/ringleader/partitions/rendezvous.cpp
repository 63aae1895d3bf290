// SPDX-License-Identifier: BSD-3-Clause
#include <ringleader/base/hash.hpp>
#include <ringleader/partitions/rendezvous.hpp>

#include <algorithm>

namespace ringleader {

namespace {

struct draw {
  rendezvous_draw value;
  std::size_t node;
};

} // namespace

std::uint32_t negative_log2(std::uint64_t x) {
  constexpr int places = 24;
  if (x == 0) x = 1;
  std::uint32_t whole = 0; // leading zeros
  while ((x >> 63) == 0) {
    x <<= 1;
    ++whole;
  }
  // x / 2^63 is in [1, 2): squaring it doubles its logarithm, and each carry is the next binary
  // place.
  std::uint64_t mantissa = x >> 32;
  std::uint32_t fraction = 0;
  for (int i = 0; i < places; ++i) {
    mantissa = (mantissa * mantissa) >> 31;
    fraction <<= 1;
    if (mantissa >> 32) {
      mantissa >>= 1;
      fraction |= 1;
    }
  }
  return ((whole + 1) << places) - fraction;
}

rendezvous_draw draw_for(std::uint64_t node_hash, std::uint64_t key_hash, std::uint32_t weight) {
  return {stable_hash(node_hash, key_hash), weight};
}

bool operator<(const rendezvous_draw& a, const rendezvous_draw& b) {
  if (a.weight == b.weight) return a.hash > b.hash;
  // a.log / a.weight against b.log / b.weight: at most 2^31 times 2^32, so 64 bits hold it.
  auto left = std::uint64_t{negative_log2(a.hash)} * b.weight;
  auto right = std::uint64_t{negative_log2(b.hash)} * a.weight;
  return left != right ? left < right : a.hash > b.hash;
}

std::vector<std::size_t> rendezvous_owners(std::uint64_t key_hash,
                                           const std::vector<weighted_node>& nodes, std::size_t n) {
  std::vector<draw> draws;
  draws.reserve(nodes.size());
  for (std::size_t i = 0; i < nodes.size(); ++i)
    if (nodes[i].weight > 0)
      draws.push_back({draw_for(stable_hash(nodes[i].name), key_hash, nodes[i].weight), i});
  n = std::min(n, draws.size());
  auto better = [&](const draw& a, const draw& b) {
    if (a.value < b.value) return true;
    if (b.value < a.value) return false;
    return nodes[a.node].name < nodes[b.node].name;
  };
  std::partial_sort(draws.begin(), draws.begin() + static_cast<std::ptrdiff_t>(n), draws.end(),
                    better);
  std::vector<std::size_t> owners;
  for (std::size_t i = 0; i < n; ++i) owners.push_back(draws[i].node);
  return owners;
}

std::size_t rendezvous_owner(std::uint64_t key_hash, const std::vector<weighted_node>& nodes) {
  auto owners = rendezvous_owners(key_hash, nodes, 1);
  return owners.empty() ? nodes.size() : owners.front();
}

} // namespace ringleader

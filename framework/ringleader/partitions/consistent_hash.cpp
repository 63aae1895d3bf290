// SPDX-License-Identifier: BSD-3-Clause
#include <ringleader/base/expects.hpp>
#include <ringleader/base/hash.hpp>
#include <ringleader/partitions/consistent_hash.hpp>

#include <algorithm>

namespace ringleader {

namespace {

// At least one, so that the smallest weight still owns something.
std::uint64_t virtual_nodes_of(std::uint32_t weight, std::uint32_t per_thousand) {
  if (weight == 0) return 0;
  return std::max<std::uint64_t>(1, std::uint64_t{weight} * per_thousand / 1000);
}

std::uint64_t load_of(const std::map<std::string, std::uint64_t>& loads, const std::string& name) {
  auto found = loads.find(name);
  return found == loads.end() ? 0 : found->second;
}

} // namespace

consistent_hash::consistent_hash(std::uint32_t virtual_nodes) : virtual_nodes_(virtual_nodes) {
  EXPECTS(virtual_nodes >= 1 && virtual_nodes <= 10'000);
}

void consistent_hash::add(std::string_view name, std::uint32_t weight) {
  EXPECTS(!name.empty() && weight <= weight_max);
  weights_[std::string{name}] = weight;
  rebuild();
}

bool consistent_hash::remove(std::string_view name) {
  auto found = weights_.find(name);
  if (found == weights_.end()) return false;
  weights_.erase(found);
  rebuild();
  return true;
}

void consistent_hash::assign(const std::map<std::string, std::uint32_t, std::less<>>& weights) {
  for (const auto& [name, weight] : weights) EXPECTS(!name.empty() && weight <= weight_max);
  weights_ = weights;
  rebuild();
}

void consistent_hash::rebuild() {
  names_.clear();
  ring_.clear();
  for (const auto& [name, weight] : weights_) {
    auto node = static_cast<std::uint32_t>(names_.size());
    names_.push_back(name);
    auto node_hash = stable_hash(name);
    auto n = virtual_nodes_of(weight, virtual_nodes_);
    for (std::uint64_t i = 0; i < n; ++i) ring_.push_back({stable_hash(node_hash, i), node});
  }
  std::sort(ring_.begin(), ring_.end(), [](const virtual_node& a, const virtual_node& b) {
    return a.position != b.position ? a.position < b.position : a.node < b.node;
  });
}

std::size_t consistent_hash::find(std::uint64_t key_hash) const {
  EXPECTS(!ring_.empty());
  auto at = std::lower_bound(
    ring_.begin(), ring_.end(), key_hash,
    [](const virtual_node& v, std::uint64_t position) { return v.position < position; });
  return at == ring_.end() ? 0 : static_cast<std::size_t>(at - ring_.begin());
}

const std::string& consistent_hash::owner(std::uint64_t key_hash) const {
  return names_[ring_[find(key_hash)].node];
}

const std::string& consistent_hash::owner(std::string_view key) const {
  return owner(stable_hash(key));
}

std::vector<std::string> consistent_hash::replicas(std::uint64_t key_hash, std::size_t n) const {
  std::vector<std::string> found;
  if (ring_.empty() || n == 0) return found;
  std::vector<bool> seen(names_.size());
  auto first = find(key_hash);
  for (std::size_t step = 0; step < ring_.size() && found.size() < n; ++step) {
    auto node = ring_[(first + step) % ring_.size()].node;
    if (seen[node]) continue;
    seen[node] = true;
    found.push_back(names_[node]);
  }
  return found;
}

std::vector<std::string> consistent_hash::replicas(std::string_view key, std::size_t n) const {
  return replicas(stable_hash(key), n);
}

const std::string& consistent_hash::owner_below(std::string_view key,
                                                const std::map<std::string, std::uint64_t>& loads,
                                                std::uint32_t slack) const {
  EXPECTS(!ring_.empty() && slack > 0);
  std::uint64_t weight_total = 0;
  std::uint64_t load_total = 1; // the key to be placed
  for (const auto& [name, weight] : weights_) {
    weight_total += weight;
    load_total += load_of(loads, name);
  }
  auto first = find(stable_hash(key));
  for (std::size_t step = 0; step < ring_.size(); ++step) {
    const auto& name = names_[ring_[(first + step) % ring_.size()].node];
    auto share = key_amount{load_total} * weights_.find(name)->second * (1000ULL + slack);
    auto whole = key_amount{weight_total} * 1000;
    auto cap = (share + whole - 1) / whole;
    if (load_of(loads, name) < cap) return name;
  }
  // The caps add up to more than the load, so somebody is below.
  contract_violation("invariant", "a node is below its cap", __FILE__, __LINE__);
}

} // namespace ringleader

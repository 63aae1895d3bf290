// SPDX-License-Identifier: BSD-3-Clause
#include <ringleader/base/expects.hpp>
#include <ringleader/testkit/world/simulated_network.hpp>

#include <algorithm>

namespace ringleader::testkit {

simulated_network::simulated_network(std::size_t nodes, std::uint64_t seed)
  : nodes_(nodes), random_(seed), cut_(nodes * nodes, 0), last_arrival_(nodes * nodes) {
  EXPECTS(nodes > 0 && nodes <= 64); // partition() takes a bit each
}

void simulated_network::partition(std::uint64_t side) {
  for (std::size_t from = 0; from < nodes_; ++from)
    for (std::size_t to = 0; to < nodes_; ++to)
      if (((side >> from) & 1) != ((side >> to) & 1)) cut(from, to);
}

void simulated_network::mend_all() { std::fill(cut_.begin(), cut_.end(), std::uint8_t{0}); }

arrivals simulated_network::send(std::size_t from, std::size_t to, instant now) {
  EXPECTS(from < nodes_ && to < nodes_);
  arrivals result;
  if (from != to && is_cut(from, to)) return result;
  if (!random_.chance(weather_.lost)) result.add(arrival(from, to, now));
  if (random_.chance(weather_.doubled)) result.add(arrival(from, to, now));
  return result;
}

instant simulated_network::arrival(std::size_t from, std::size_t to, instant now) {
  auto at = now + random_.between(weather_.delay_min, weather_.delay_max);
  if (random_.chance(weather_.spiked)) at += random_.between(duration::zero(), weather_.spike_max);
  if (weather_.ordered) {
    auto& last = last_arrival_[from * nodes_ + to];
    at = last = std::max(at, last);
  }
  return at;
}

} // namespace ringleader::testkit

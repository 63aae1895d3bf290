// SPDX-License-Identifier: BSD-3-Clause
/// simulated_network: decides the fate of each message between the nodes of a simulation.
///
/// It carries no bytes: send() answers at which instants the message arrives, and the simulation
/// delivers it then. None: lost or cut; two: a duplicate. Delays are drawn for each message on its
/// own, so messages overtake each other, unless the weather is ordered.
///
///   simulated_network net{nodes, seed};
///   net.set_weather(weather);
///   net.cut(0, 1);                              // one way: 1 -> 0 still works
///   for (auto at : net.send(0, 2, now)) schedule(at, frame);
///
/// A cut takes messages sent while it holds; what is under way arrives, however late.
/// Does not model bandwidth. A node always reaches itself.
#pragma once

#include <ringleader/base/random.hpp>
#include <ringleader/base/time.hpp>

#include <array>
#include <cstddef>
#include <vector>

namespace ringleader::testkit {

/// How every link behaves at the moment.
struct network_weather {
  duration delay_min = std::chrono::microseconds{200};
  duration delay_max = std::chrono::milliseconds{2};
  /// Messages lost, doubled and held back by up to `spike_max`, each of a thousand.
  std::uint32_t lost = 0;
  std::uint32_t doubled = 0;
  std::uint32_t spiked = 0;
  duration spike_max = duration::zero();
  /// Nothing overtakes on a link, as in one connection: a message that is late holds up the next.
  bool ordered = true;
};

/// The instants at which one message arrives: none, one or two.
class arrivals {
public:
  void add(instant at) { at_[size_++] = at; }
  const instant* begin() const { return at_.data(); }
  const instant* end() const { return at_.data() + size_; }
  std::size_t size() const { return size_; }

private:
  std::array<instant, 2> at_{};
  std::size_t size_ = 0;
};

class simulated_network {
public:
  simulated_network(std::size_t nodes, std::uint64_t seed);

  /// Nodes are numbered from zero.
  std::size_t nodes() const { return nodes_; }

  const network_weather& weather() const { return weather_; }
  void set_weather(const network_weather& weather) { weather_ = weather; }

  /// Cuts or mends one direction of a link.
  void cut(std::size_t from, std::size_t to) { link(from, to) = 1; }
  void mend(std::size_t from, std::size_t to) { link(from, to) = 0; }
  bool is_cut(std::size_t from, std::size_t to) const { return cut_[from * nodes_ + to] != 0; }

  /// Cuts both directions of every link between the nodes in `side` (a bit each) and the others.
  void partition(std::uint64_t side);

  /// Mends every link; the weather stays.
  void mend_all();

  arrivals send(std::size_t from, std::size_t to, instant now);

private:
  std::uint8_t& link(std::size_t from, std::size_t to) { return cut_[from * nodes_ + to]; }
  instant arrival(std::size_t from, std::size_t to, instant now);

  std::size_t nodes_;
  random_source random_;
  network_weather weather_;
  std::vector<std::uint8_t> cut_;     // a square: from * nodes_ + to
  std::vector<instant> last_arrival_; // likewise; of ordered messages
};

} // namespace ringleader::testkit

// SPDX-License-Identifier: BSD-3-Clause
/// peer_streams: connections between simulated nodes, over letters that are lost, doubled and
/// overtake each other. As with the transport port, frames arrive at most once and in the order of
/// sending; a connection that lost one ends, at one end at once and at the other when it hears of
/// it, and what it carried since may or may not have arrived.
///
///   streams.keep(members, desk);              // connects to those, and no others
///   if (!streams.send(store, body, desk)) ... // unreachable
///   streams.received(from, letter, desk);
///   for (auto& what : streams.take()) ...     // up, down, frame: in the order of happening
///
/// A connection is opened without a word to the other side, so a peer may count as up while nobody
/// hears it: as long as a connection is not known to be gone.
#pragma once

#include <ringleader/base/random.hpp>
#include <ringleader/testkit/machines/part_desk.hpp>

#include <map>
#include <utility>
#include <vector>

namespace ringleader::testkit {

class peer_streams {
public:
  enum class kind : std::uint8_t { up, down, frame };

  struct happened {
    kind what = kind::up;
    store_id peer;
    bytes body;
  };

  /// What was sent to the one before it in this place is not read: that one's connections ended
  /// with it, whatever of them is still on its way.
  peer_streams(std::uint64_t seed, instant born);

  /// The processes to be connected with, by their stores.
  void keep(const std::map<store_id, boot_id>& members, const part_desk& desk);
  bool send(store_id to, bytes body, part_desk& desk);
  void received(store_id from, const bytes& letter, part_desk& desk);
  void tick(const part_desk& desk);
  /// Tells once more who is up, as a transport does to an actor that starts.
  void introduce();
  /// The connection is reset, if there is one.
  void reset(store_id peer, const part_desk& desk);

  instant next_deadline() const;
  std::vector<happened> take() { return std::exchange(happened_, {}); }

private:
  struct peer {
    boot_id boot;
    bool up = false;
    instant dial_at{};
    std::uint64_t stream = 0; // that is sent on: rises with each, and over all processes
    std::uint64_t sent = 0;
    std::uint64_t heard = 0; // the stream that is read
    std::uint64_t dead = 0;  // nothing is read of streams up to this one
    std::uint64_t next = 0;
    std::map<std::uint64_t, bytes> ahead; // of next
    instant gap_since = never;
  };

  void read(store_id from, peer& by, part_desk& desk);
  void lower(store_id peer, const part_desk& desk);

  random_source random_;
  std::uint64_t born_; // streams up to this one are of before
  std::map<store_id, peer> peers_;
  std::vector<happened> happened_;
};

} // namespace ringleader::testkit

// SPDX-License-Identifier: BSD-3-Clause
/// outbox: the sending side of the node's transport, held by every actor that sends. It outlives
/// the generations of the transport: between two of them, and after the node stopped, every send
/// answers `unreachable`, and nothing that an earlier generation queued is sent by a later one.
/// Thread-safe; send never blocks on the network.
#pragma once

#include <ringleader/actors/runtime/frames.hpp>
#include <ringleader/base/codec/encoder.hpp>
#include <ringleader/base/ports/transport.hpp>

#include <shared_mutex>

namespace ringleader {

class outbox {
public:
  /// Sends through this transport from now on; null closes.
  void open(transport* port);

  errc send(store_id to, lane on, channel what, bytes body) const;

  /// Encodes and sends one message.
  template <class T> errc send_message(store_id to, lane on, channel what, const T& message) const {
    return send(to, on, what, encode(message));
  }

  void link(const endpoint& target) const;
  void unlink(const endpoint& target) const;
  void set_cluster(cluster_id cluster) const;
  void set_owners(std::vector<store_owner> all) const;
  void expel(store_id peer) const;
  transport_counters counters() const;

private:
  mutable std::shared_mutex mutex_;
  transport* port_ = nullptr;
  mutable std::vector<store_owner> owners_; // for a transport that starts anew
};

} // namespace ringleader

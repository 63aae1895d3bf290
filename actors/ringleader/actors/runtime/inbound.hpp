// SPDX-License-Identifier: BSD-3-Clause
/// inbound: hands what the transport reports to the built-in actors: frames to the actor that their
/// channel belongs to, one message per channel and read; peers up and down to every actor that
/// keeps something per peer, in the order in which they happened. An actor that starts later, or
/// anew, is told of the peers that are up by then; it may be told twice. They hear of nodes only:
/// a client or an admin asks and is answered, and takes no part in the cluster. What the law of the
/// port (drivers/net/port_law.hpp) does not allow is not handed on, whichever transport it is.
/// Called from the transport's thread; never blocks on the network.
#pragma once

#include <ringleader/actors/runtime/address_book.hpp>
#include <ringleader/base/ports/transport.hpp>

#include <map>
#include <mutex>

namespace ringleader {

class inbound final : public transport_sink {
public:
  explicit inbound(const address_book& book) : book_(book) {}

  void on_peer_up(const peer_info& peer) override;
  void on_peer_down(const peer_info& peer) override;
  void on_frames(const peer_info& from, lane on, std::vector<frame> frames) override;
  void on_trouble(const failure& why) override;

  /// Tells an actor that has just been entered into the book which peers are up.
  void introduce(child who);

  /// The transport was stopped: all its peers are down.
  void lose_all();

private:
  const address_book& book_;
  std::mutex mutex_; // held while telling, so that up and down keep their order
  std::map<store_id, peer_info> up_;
};

} // namespace ringleader

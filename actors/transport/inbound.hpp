// SPDX-License-Identifier: BSD-3-Clause
/// inbound: hands what the transport reports to the built-in actors: frames to the actor that their
/// channel belongs to, one message per channel and read; peers up and down to every actor that
/// keeps something per peer, in the order in which they happened.
/// Called from the transport's thread; never blocks.
#pragma once

#include <ringleader/actors/node/address_book.hpp>
#include <ringleader/actors/transport/outbox.hpp>

namespace ringleader {

/// Frames of one channel, as an actor receives them.
struct frames_in {
  peer_info from;
  lane on = lane::system;
  channel what = channel::consensus;
  std::vector<bytes> bodies;
};

struct peer_up {
  peer_info peer;
};

struct peer_down {
  peer_info peer;
};

struct transport_trouble {
  failure why;
};

class inbound final : public transport_sink {
public:
  explicit inbound(const address_book& book) : book_(book) {}

  void on_peer_up(const peer_info& peer) override;
  void on_peer_down(const peer_info& peer) override;
  void on_frames(const peer_info& from, lane on, std::vector<frame> frames) override;
  void on_trouble(const failure& why) override;

private:
  const address_book& book_;
};

} // namespace ringleader

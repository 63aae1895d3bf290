// SPDX-License-Identifier: BSD-3-Clause
/// frames: what comes from other nodes, as the built-in actors are told of it.
#pragma once

#include <ringleader/base/ports/transport.hpp>

#include <vector>

namespace ringleader {

/// Which part of a node a frame is for.
enum class channel : std::uint8_t {
  consensus = 1,
  founding = 2,
  joining = 3,
  session = 4,
  proposal = 5,
  entity = 6,
  entity_reply = 7,
  admin = 8,
};

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

} // namespace ringleader

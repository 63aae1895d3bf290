// SPDX-License-Identifier: BSD-3-Clause
/// frames: what comes from other nodes, as the built-in actors are told of it.
#pragma once

#include <ringleader/base/ports/channel.hpp>
#include <ringleader/base/ports/transport.hpp>

#include <vector>

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

} // namespace ringleader

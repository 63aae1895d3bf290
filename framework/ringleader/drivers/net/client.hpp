// SPDX-License-Identifier: BSD-3-Clause
/// call: one question to one node, for tools that run and exit: `ringleader status --at HOST:PORT`.
/// Dials as `admin` (or `client`), sends one frame, waits for one frame of the same channel.
///
///   auto answer = call({"prod", "ops", tls}, at, channel, request, 2s);
///
/// Blocks the calling thread for up to `timeout`. Not for actors. A lost connection or a time-out
/// after the request was sent is outcome_unknown, everything before that unreachable or refused.
#pragma once

#include <ringleader/drivers/net/options.hpp>

namespace ringleader::net {

struct client_identity {
  std::string cluster_name; // empty: whichever cluster the node belongs to
  std::string name;
  std::optional<tls_files> tls;
  peer_role role = peer_role::admin; // or client; a tool is no node
};

result<bytes> call(const client_identity& who, const endpoint& at, std::uint8_t channel,
                   bytes request, duration timeout);

} // namespace ringleader::net

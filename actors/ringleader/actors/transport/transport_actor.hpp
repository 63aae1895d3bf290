// SPDX-License-Identifier: BSD-3-Clause
/// transport: keeps the node's transport open while it lives. Its driver has a thread of its own
/// and hands frames straight to the actors they are for; what comes here is what an operator should
/// know. Crash-only: a new generation closes the old driver, which takes every peer down, and
/// listens again.
#pragma once

#include <ringleader/actors/runtime/context.hpp>

#include <caf/event_based_actor.hpp>

namespace ringleader {

caf::behavior transport_actor(caf::event_based_actor* self, node_context_ptr node,
                              std::shared_ptr<transport> port);

/// Opens the driver and the outbox; what an unusable address or certificate is answered with.
result<std::shared_ptr<transport>> open_transport(node_context& node);

/// Ends a driver: no frame is received or sent any more.
void close_transport(node_context& node, transport& port);

} // namespace ringleader

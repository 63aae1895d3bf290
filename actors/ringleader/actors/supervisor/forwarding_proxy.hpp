// SPDX-License-Identifier: BSD-3-Clause
/// forwarding_proxy: a stable address for a built-in actor. Forwards every message to the present
/// incarnation and answers `stopping` while there is none, so a handle that an application got from
/// its node stays good when the actor behind it is rebuilt.
#pragma once

#include <ringleader/actors/runtime/context.hpp>

#include <caf/actor_system.hpp>

namespace ringleader {

caf::actor spawn_forwarding_proxy(caf::actor_system& sys, node_context_ptr node, child who);

} // namespace ringleader

// SPDX-License-Identifier: BSD-3-Clause
/// post: a stable address for a built-in actor. Forwards every message to the present incarnation
/// and answers `stopping` while there is none, so a handle that an application got from its node
/// stays good when the actor behind it is rebuilt.
#pragma once

#include <ringleader/actors/node/address_book.hpp>

#include <caf/actor_system.hpp>

#include <memory>

namespace ringleader {

caf::actor spawn_post(caf::actor_system& sys, std::shared_ptr<const address_book> book, child who);

} // namespace ringleader

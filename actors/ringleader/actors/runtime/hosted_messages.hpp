// SPDX-License-Identifier: BSD-3-Clause
/// What host and hosted entities of one node say to each other, beside the entity's own messages.
/// None of it leaves the process, so CAF need not know how to write it.
#pragma once

#include <ringleader/entities/directory_events.hpp>

#include <caf/allowed_unsafe_message_type.hpp>
#include <caf/fwd.hpp>
#include <caf/type_id.hpp>

namespace ringleader {

/// To a hosted entity: end behind what you have accepted.
struct finish_entity {
  stop_cause why = stop_cause::drained;
};

/// From a hosted entity to the host: it wants to end.
struct yield_entity {
  caf::actor_id who = 0;
};

} // namespace ringleader

CAF_BEGIN_TYPE_ID_BLOCK(ringleader_hosted, 40700)

  CAF_ADD_TYPE_ID(ringleader_hosted, (ringleader::finish_entity))
  CAF_ADD_TYPE_ID(ringleader_hosted, (ringleader::yield_entity))

CAF_END_TYPE_ID_BLOCK(ringleader_hosted)

CAF_ALLOW_UNSAFE_MESSAGE_TYPE(ringleader::finish_entity)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(ringleader::yield_entity)

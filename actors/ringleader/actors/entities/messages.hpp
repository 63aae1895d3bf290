// SPDX-License-Identifier: BSD-3-Clause
/// What router and host of one node say to each other; what entity proxies say is
/// entities/outgoing.hpp. None of it leaves the process, so CAF need not know how to write it.
#pragma once

#include <ringleader/actors/entities/outgoing.hpp>
#include <ringleader/actors/runtime/entity_definition.hpp>
#include <ringleader/routing/effects.hpp>

#include <caf/allowed_unsafe_message_type.hpp>
#include <caf/type_id.hpp>

namespace ringleader {

/// From the router to the host of the same node; the asker is answered directly.
struct local_delivery {
  entity_definition_ptr type;
  std::uint8_t form = 0;
  std::string key;
  partition_id partition;
  partition_epoch epoch;
  instant deadline;
  caf::message payload;
};

} // namespace ringleader

CAF_BEGIN_TYPE_ID_BLOCK(ringleader_entities, 40300)

  CAF_ADD_TYPE_ID(ringleader_entities, (ringleader::local_delivery))
  CAF_ADD_TYPE_ID(ringleader_entities, (ringleader::routing::assignment))
  CAF_ADD_TYPE_ID(ringleader_entities, (ringleader::routing::assignment_asked))
  CAF_ADD_TYPE_ID(ringleader_entities, (ringleader::routing::partition_empty))

CAF_END_TYPE_ID_BLOCK(ringleader_entities)

CAF_ALLOW_UNSAFE_MESSAGE_TYPE(ringleader::local_delivery)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(ringleader::routing::assignment)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(ringleader::routing::assignment_asked)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(ringleader::routing::partition_empty)

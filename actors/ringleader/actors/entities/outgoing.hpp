// SPDX-License-Identifier: BSD-3-Clause
/// outgoing: from an asker's entity proxy to the router of the same node. It does not leave the
/// process, so CAF need not know how to write it.
#pragma once

#include <ringleader/actors/runtime/entity_definition.hpp>
#include <ringleader/contract/entity_key.hpp>

#include <caf/allowed_unsafe_message_type.hpp>
#include <caf/message.hpp>
#include <caf/type_id.hpp>

namespace ringleader {

/// Answered with the entity's reply.
struct outgoing {
  entity_definition_ptr type;
  std::uint8_t form = 0;
  entity_key key;
  caf::message payload;
};

} // namespace ringleader

CAF_BEGIN_TYPE_ID_BLOCK(ringleader_outgoing, 40350)

  CAF_ADD_TYPE_ID(ringleader_outgoing, (ringleader::outgoing))

CAF_END_TYPE_ID_BLOCK(ringleader_outgoing)

CAF_ALLOW_UNSAFE_MESSAGE_TYPE(ringleader::outgoing)

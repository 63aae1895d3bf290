// SPDX-License-Identifier: BSD-3-Clause
/// What the rest of the node asks of the membership actor.
/// None of it leaves the process, so CAF need not know how to write it.
#pragma once

#include <caf/allowed_unsafe_message_type.hpp>
#include <caf/type_id.hpp>

namespace ringleader {

/// To the membership actor: the node knows another entity type, let the registry know.
struct announce_nudge {};

/// To the membership actor: the transport is a new one and knows no peers.
struct relink {};

/// To the membership actor: give the work back and leave the cluster. Answered when it is done.
struct leave_request {};

} // namespace ringleader

CAF_BEGIN_TYPE_ID_BLOCK(ringleader_membership, 40200)

  CAF_ADD_TYPE_ID(ringleader_membership, (ringleader::announce_nudge))
  CAF_ADD_TYPE_ID(ringleader_membership, (ringleader::relink))
  CAF_ADD_TYPE_ID(ringleader_membership, (ringleader::leave_request))

CAF_END_TYPE_ID_BLOCK(ringleader_membership)

CAF_ALLOW_UNSAFE_MESSAGE_TYPE(ringleader::announce_nudge)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(ringleader::relink)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(ringleader::leave_request)

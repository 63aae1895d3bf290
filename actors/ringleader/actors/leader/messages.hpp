// SPDX-License-Identifier: BSD-3-Clause
/// What the rest of the node tells the leader actor.
/// None of it leaves the process, so CAF need not know how to write it.
#pragma once

#include <caf/allowed_unsafe_message_type.hpp>
#include <caf/type_id.hpp>

namespace ringleader {

/// To the leader actor: the application runs another singleton.
struct singleton_added {};

} // namespace ringleader

CAF_BEGIN_TYPE_ID_BLOCK(ringleader_leader, 40500)

  CAF_ADD_TYPE_ID(ringleader_leader, (ringleader::singleton_added))

CAF_END_TYPE_ID_BLOCK(ringleader_leader)

CAF_ALLOW_UNSAFE_MESSAGE_TYPE(ringleader::singleton_added)

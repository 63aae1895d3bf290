// SPDX-License-Identifier: BSD-3-Clause
/// What a supervisor is asked.
/// None of it leaves the process, so CAF need not know how to write it.
#pragma once

#include <caf/allowed_unsafe_message_type.hpp>
#include <caf/type_id.hpp>

namespace ringleader {

/// To a supervisor: stop all children in reverse order and answer when they are gone.
struct stop_tree {};

} // namespace ringleader

CAF_BEGIN_TYPE_ID_BLOCK(ringleader_supervisor, 40600)

  CAF_ADD_TYPE_ID(ringleader_supervisor, (ringleader::stop_tree))

CAF_END_TYPE_ID_BLOCK(ringleader_supervisor)

CAF_ALLOW_UNSAFE_MESSAGE_TYPE(ringleader::stop_tree)

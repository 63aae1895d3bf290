// SPDX-License-Identifier: BSD-3-Clause
/// What the locks actor tells itself.
/// None of it leaves the process, so CAF need not know how to write it.
#pragma once

#include <caf/allowed_unsafe_message_type.hpp>
#include <caf/type_id.hpp>

#include <string>

namespace ringleader {

/// Ask for the state of this watched name again.
struct lock_look_again {
  std::string name;
};

} // namespace ringleader

CAF_BEGIN_TYPE_ID_BLOCK(ringleader_locks, 40400)

  CAF_ADD_TYPE_ID(ringleader_locks, (ringleader::lock_look_again))

CAF_END_TYPE_ID_BLOCK(ringleader_locks)

CAF_ALLOW_UNSAFE_MESSAGE_TYPE(ringleader::lock_look_again)

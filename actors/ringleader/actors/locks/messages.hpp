// SPDX-License-Identifier: BSD-3-Clause
/// What the locks actor tells itself.
/// None of it leaves the process, so CAF need not know how to write it.
#pragma once

#include <ringleader/locks/lock.hpp>
#include <ringleader/registry/commands.hpp>
#include <ringleader/registry/outcome.hpp>

#include <caf/allowed_unsafe_message_type.hpp>
#include <caf/type_id.hpp>

namespace ringleader {

/// The locks actor to itself: propose this again; ask for this claim, this watched name, again.
struct lock_retry {
  registry::command what;
  std::function<void(const registry::outcome&)> then;
};

struct lock_ask_again {
  claim_id claim;
};

struct lock_look_again {
  std::string name;
};

} // namespace ringleader

CAF_BEGIN_TYPE_ID_BLOCK(ringleader_locks, 40400)

  CAF_ADD_TYPE_ID(ringleader_locks, (ringleader::lock_retry))
  CAF_ADD_TYPE_ID(ringleader_locks, (ringleader::lock_ask_again))
  CAF_ADD_TYPE_ID(ringleader_locks, (ringleader::lock_look_again))

CAF_END_TYPE_ID_BLOCK(ringleader_locks)

CAF_ALLOW_UNSAFE_MESSAGE_TYPE(ringleader::lock_retry)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(ringleader::lock_ask_again)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(ringleader::lock_look_again)

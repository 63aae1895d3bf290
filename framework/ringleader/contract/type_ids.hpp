// SPDX-License-Identifier: BSD-3-Clause
/// The framework's CAF type ids. Applications continue behind them:
///
///   CAF_BEGIN_TYPE_ID_BLOCK(bank, caf::id_block::ringleader::end)
#pragma once

#include <ringleader/contract/activation.hpp>
#include <ringleader/contract/elections.hpp>
#include <ringleader/contract/entity_key.hpp>
#include <ringleader/contract/leadership.hpp>
#include <ringleader/contract/locks.hpp>
#include <ringleader/contract/members.hpp>

#include <caf/allowed_unsafe_message_type.hpp>
#include <caf/type_id.hpp>

CAF_BEGIN_TYPE_ID_BLOCK(ringleader, first_custom_type_id)

  CAF_ADD_TYPE_ID(ringleader, (ringleader::entity_key))
  CAF_ADD_TYPE_ID(ringleader, (ringleader::acquire))
  CAF_ADD_TYPE_ID(ringleader, (ringleader::lock_grant))
  CAF_ADD_TYPE_ID(ringleader, (ringleader::release))
  CAF_ADD_TYPE_ID(ringleader, (ringleader::view))
  CAF_ADD_TYPE_ID(ringleader, (ringleader::watch_members))
  CAF_ADD_TYPE_ID(ringleader, (ringleader::get_view))
  CAF_ADD_TYPE_ID(ringleader, (ringleader::extend))
  CAF_ADD_TYPE_ID(ringleader, (ringleader::lock_lost))
  CAF_ADD_TYPE_ID(ringleader, (ringleader::inspect_lock))
  CAF_ADD_TYPE_ID(ringleader, (ringleader::lock_state))
  CAF_ADD_TYPE_ID(ringleader, (ringleader::list_locks))
  CAF_ADD_TYPE_ID(ringleader, (ringleader::lock_list))
  CAF_ADD_TYPE_ID(ringleader, (ringleader::watch_lock))
  CAF_ADD_TYPE_ID(ringleader, (ringleader::unwatch_lock))
  CAF_ADD_TYPE_ID(ringleader, (ringleader::lock_change))
  CAF_ADD_TYPE_ID(ringleader, (ringleader::campaign))
  CAF_ADD_TYPE_ID(ringleader, (ringleader::resign))
  CAF_ADD_TYPE_ID(ringleader, (ringleader::vote))
  CAF_ADD_TYPE_ID(ringleader, (ringleader::leadership_gained))
  CAF_ADD_TYPE_ID(ringleader, (ringleader::leadership_lost))
  CAF_ADD_TYPE_ID(ringleader, (ringleader::watch_election))
  CAF_ADD_TYPE_ID(ringleader, (ringleader::unwatch_election))
  CAF_ADD_TYPE_ID(ringleader, (ringleader::inspect_election))
  CAF_ADD_TYPE_ID(ringleader, (ringleader::list_elections))
  CAF_ADD_TYPE_ID(ringleader, (ringleader::election_list))
  CAF_ADD_TYPE_ID(ringleader, (ringleader::election_state))
  CAF_ADD_TYPE_ID(ringleader, (ringleader::election_change))
  CAF_ADD_TYPE_ID(ringleader, (ringleader::unwatch_members))

CAF_END_TYPE_ID_BLOCK(ringleader)

// These never leave their process inside a CAF message, so CAF need not know how to write them.
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(ringleader::view)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(ringleader::acquire)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(ringleader::release)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(ringleader::extend)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(ringleader::lock_lost)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(ringleader::inspect_lock)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(ringleader::lock_state)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(ringleader::list_locks)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(ringleader::lock_list)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(ringleader::watch_lock)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(ringleader::unwatch_lock)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(ringleader::lock_change)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(ringleader::campaign)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(ringleader::resign)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(ringleader::vote)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(ringleader::leadership_gained)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(ringleader::leadership_lost)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(ringleader::watch_election)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(ringleader::unwatch_election)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(ringleader::inspect_election)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(ringleader::list_elections)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(ringleader::election_list)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(ringleader::election_state)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(ringleader::election_change)

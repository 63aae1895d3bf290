// SPDX-License-Identifier: BSD-3-Clause
/// The one header that an application's actors need: messages and interfaces, entities and how to
/// reach them, locks, elections, members and the error codes. The file with main() includes
/// <ringleader/run.hpp> as well.
#pragma once

#include <ringleader/contract/activation.hpp>
#include <ringleader/contract/ask.hpp>
#include <ringleader/contract/elections.hpp>
#include <ringleader/contract/entity.hpp>
#include <ringleader/contract/entity_key.hpp>
#include <ringleader/contract/entity_options.hpp>
#include <ringleader/contract/entity_ref.hpp>
#include <ringleader/contract/errors.hpp>
#include <ringleader/contract/fields.hpp>
#include <ringleader/contract/interface.hpp>
#include <ringleader/contract/leadership.hpp>
#include <ringleader/contract/locks.hpp>
#include <ringleader/contract/members.hpp>
#include <ringleader/contract/routed.hpp>
#include <ringleader/contract/type_ids.hpp>
#include <ringleader/contract/types.hpp>
#include <ringleader/contract/watch.hpp>

// What actors are made of.
#include <caf/event_based_actor.hpp>
#include <caf/stateful_actor.hpp>
#include <caf/typed_event_based_actor.hpp>

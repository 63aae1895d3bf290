// SPDX-License-Identifier: BSD-3-Clause
/// The one header that an application's actors need: messages, typed interfaces, routed<I>, ask and
/// the error codes. The file with main() includes <ringleader/actors/node/run.hpp> as well.
#pragma once

#include <ringleader/contract/activation.hpp>
#include <ringleader/contract/ask.hpp>
#include <ringleader/contract/elections.hpp>
#include <ringleader/contract/entity_key.hpp>
#include <ringleader/contract/errors.hpp>
#include <ringleader/contract/leadership.hpp>
#include <ringleader/contract/locks.hpp>
#include <ringleader/contract/members.hpp>
#include <ringleader/contract/routed.hpp>
#include <ringleader/contract/type_ids.hpp>

// What actors are made of.
#include <caf/event_based_actor.hpp>
#include <caf/stateful_actor.hpp>
#include <caf/typed_event_based_actor.hpp>

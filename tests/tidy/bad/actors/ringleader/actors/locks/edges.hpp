// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <caf/all.hpp>
#include <ringleader/actors/leader/offices.hpp> // WANT include_edge
#include <ringleader/actors/node/node.hpp>      // WANT include_edge
#include <ringleader/actors/runtime/context.hpp>
#include <ringleader/drivers/log/logging.hpp>
#include <ringleader/locks/lock_table.hpp>
#include <ringleader/testkit/cluster/world.hpp> // WANT include_edge
#include "lock_actor.hpp"                       // WANT include_edge

// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <caf/all.hpp>
#include <ringleader/actors/node/node.hpp>
#include <ringleader/drivers/log.hpp>
#include <ringleader/locks/lock_table.hpp>
#include <ringleader/testkit/cluster/world.hpp> // WANT include_edge
#include "lock_actor.hpp"                       // WANT include_edge

// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <caf/all.hpp>
#include <ringleader/actors/node/node.hpp> // WANT include_edge
#include <ringleader/drivers/log.hpp>      // WANT include_edge
#include <ringleader/locks/fence.hpp>

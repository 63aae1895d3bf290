// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <caf/all.hpp>
#include <ringleader/actors/node/node.hpp>
#include <ringleader/drivers/clock.hpp> // WANT include_edge
#include <ringleader/testkit/machines/simulated_network.hpp>

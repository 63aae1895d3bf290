// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <ringleader/actors/locks/held_locks.hpp>      // WANT include_edge
#include <ringleader/actors/supervisor/supervisor.hpp> // WANT include_edge

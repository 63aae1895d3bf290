// SPDX-License-Identifier: BSD-3-Clause
/// lock_clients: actors of one node that acquire and release, one pair after the other. All that
/// the figures need of the lock interface.
#pragma once

#include "lock_service.hpp"

#include <ringleader/contract/locks.hpp>

#include <caf/actor_system.hpp>

namespace ringleader::bench {

/// Runs the clients of that member in the window, until the last has ended.
std::vector<double> run_lock_clients(caf::actor_system& sys, const lock_manager& locks,
                                     const lock_window& what, std::size_t member);

} // namespace ringleader::bench

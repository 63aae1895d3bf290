// SPDX-License-Identifier: BSD-3-Clause
/// writers: hold what one in the cluster may hold and write to a vault (support/vault.hpp) for as
/// long as they believe that they hold it: `--vault HOST:PORT` starts them on each node.
///
///   kept     a thread with a scoped_lock that it never gives back
///   brief    an actor with a lease of its own; every second time it sleeps for longer than that
///            between its grant and its first write
///   office   a candidate, with the term as token
///
/// Each looks whether it holds, prepares for a moment, and writes: who is stopped in that moment
/// comes too late. `--witness FILE` writes down what this node sees being granted, a line for each:
/// "RESOURCE TOKEN NODE".
#pragma once

#include <ringleader/actors/node/node.hpp>

#include "append_file.hpp"

#include <memory>

namespace ringleader {

void spawn_writers(node& n, const endpoint& vault);

void spawn_witnesses(node& n, std::shared_ptr<append_file> file);

} // namespace ringleader

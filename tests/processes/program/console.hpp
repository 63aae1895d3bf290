// SPDX-License-Identifier: BSD-3-Clause
/// console: reads commands from standard input, one a line, and answers each with one line on
/// standard output, in order:
///
///   ask KEY AMOUNT [TIMEOUT_MS]   value N
///   who KEY [TIMEOUT_MS]          at NODE epoch=E activation=A
///   lock NAME WAIT_MS LEASE_MS    granted TOKEN
///   unlock NAME TOKEN             released, or not_held
///   view                          view VERSION NAME=STATE...
///   load IN_FLIGHT MS             load commits=N failed=N seconds=S p50_us=N p99_us=N
///   fill IN_FLIGHT KEYS           the same; each key puts 4,000 bytes into the registry
///   leave                         leaving; the node leaves as it does on SIGTERM
///
/// What fails is answered `error CODE: TEXT`. Locks are held by the console, so they end with it.
/// It ends with its input or with its node, whichever is first.
#pragma once

#include <ringleader/actors/node/node.hpp>

#include "counter.hpp"

namespace ringleader {

void spawn_console(node& n, routed<counter> counters);

} // namespace ringleader

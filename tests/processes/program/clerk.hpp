// SPDX-License-Identifier: BSD-3-Clause
/// clerk: keeps a node busy and writes down what it asked for and what it was told, in a file that
/// outlives it: `--clerks FILE` starts some of them on each node.
///
/// A lock clerk takes one of a few locks, holds it for a moment, releases it, and so on. An ask
/// clerk sends adds, each with an amount of its own, to the counters. Lines of the file, with
/// nanoseconds of the machine's boot clock, written before the request leaves and after its answer:
///
///   ID call NS NODE acquire LOCK            ID answer NS granted TOKEN | busy
///   ID call NS NODE release ID-OF-ACQUIRE   ID answer NS released | not_held
///   ID call NS NODE add KEY AMOUNT          ID answer NS done
///   any: ID answer NS nothing | unknown
///
/// `nothing` says that the request did not happen and never will.
#pragma once

#include <ringleader/actors/node/node.hpp>

#include "append_file.hpp"
#include "counter.hpp"

#include <memory>

namespace ringleader {

void spawn_clerks(node& n, const routed<counter>& counters, std::shared_ptr<append_file> record);

} // namespace ringleader

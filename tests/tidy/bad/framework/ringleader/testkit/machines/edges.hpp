// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <caf/all.hpp> // WANT include_edge
#include <fstream>
#include <ringleader/actors/node/node.hpp> // WANT include_edge
#include <ringleader/consensus/raft.hpp>
#include <ringleader/testkit/cluster/world.hpp> // WANT include_edge
inline double now() { return std::chrono::system_clock::now(); } // WANT clock

// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <ringleader/consensus/raft.hpp> // WANT include_edge
#include <ringleader/contract/ask.hpp>   // WANT include_edge
#include <ringleader/locks/lock_table.hpp>
#include <ringleader/partitions/planner.hpp>

// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <ringleader/base/ports/log_store.hpp>
#include <ringleader/consensus/raft.hpp>
#include <ringleader/locks/fence.hpp>       // WANT include_edge
#include <ringleader/registry/registry.hpp> // WANT include_edge
#include <boost/asio.hpp>                   // WANT include_edge
#include <caf/all.hpp>                      // WANT include_edge

// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <ringleader/actors/control_log/wire.hpp>
#include <ringleader/actors/node/node.hpp> // WANT include_edge

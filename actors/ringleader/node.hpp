// SPDX-License-Identifier: BSD-3-Clause
/// This process as a member of a cluster: what main() starts, hosts and asks through.
#pragma once

#include <ringleader/actors/node/node.hpp>
#include <ringleader/ringleader.hpp>

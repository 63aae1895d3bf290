// SPDX-License-Identifier: BSD-3-Clause
/// main() of a node program.
#pragma once

#include <ringleader/actors/node/run.hpp>
#include <ringleader/ringleader.hpp>

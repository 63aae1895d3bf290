// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <ringleader/base/ids.hpp>
#include <ringleader/drivers/log.hpp> // WANT include_edge
#include <ringleader/locks/fence.hpp> // WANT include_edge
#include <xxhash.h>                   // WANT include_edge
#include "ids.hpp"                    // WANT include_edge

// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <ringleader/base/errc.hpp>
#include <ringleader/contract/ask.hpp>
#include <ringleader/locks/fence.hpp> // WANT include_edge

// SPDX-License-Identifier: BSD-3-Clause
#include <ringleader/locks/egg.hpp>

#include <ringleader/locks/chicken.hpp> // WANT circle

namespace ringleader {

namespace {

struct shell {}; // of this file alone: no duplicate

} // namespace

} // namespace ringleader

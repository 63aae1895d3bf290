// SPDX-License-Identifier: BSD-3-Clause
#pragma once

namespace ringleader::net {

struct shell {}; // in a room with a namespace of its own: no duplicate

} // namespace ringleader::net

namespace ringleader {

struct egg;

struct chicken final {
  int eggs = 0;
};

} // namespace ringleader

// SPDX-License-Identifier: BSD-3-Clause
/// channel: which part of a node a frame is for. Numbers are the wire's (docs/formats.md): never
/// used twice. Who may send what on which is the law of the port, drivers/net/port_law.hpp.
#pragma once

#include <cstdint>

namespace ringleader {

enum class channel : std::uint8_t {
  consensus = 1,
  founding = 2,
  joining = 3,
  session = 4,
  proposal = 5,
  entity = 6,
  entity_reply = 7,
  admin = 8,
};

inline constexpr std::uint8_t channel_last = 8;

} // namespace ringleader

// SPDX-License-Identifier: BSD-3-Clause
/// message_id: the numbers by which a routing machine and its caller speak of a message.
#pragma once

#include <ringleader/base/strong_id.hpp>

#include <cstdint>

namespace ringleader::routing {

/// The caller's number for a message while the machine knows it. Dense: the machine has a place for
/// each up to the largest, and a number is free again with the effect that ends its message.
using message_id = strong_id<struct message_id_tag, std::uint32_t>;

/// A correlation number holds a message_id in its low bits.
inline constexpr std::uint32_t message_id_bits = 24;
inline constexpr std::uint32_t message_id_max = (1U << message_id_bits) - 1;

} // namespace ringleader::routing

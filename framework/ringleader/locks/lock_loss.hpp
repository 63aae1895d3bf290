// SPDX-License-Identifier: BSD-3-Clause
/// lock_loss: why a holder lost a lock against its will.
#pragma once

#include <cstdint>
#include <string>

namespace ringleader {

/// lease_over: its own. cut_off: the node heard too long of nobody who could renew its session;
/// what it holds may be granted anew any time from now on. session_ended: the cluster gave the node
/// up. taken_away: by an operator, or while this node lagged behind. leaving: the node leaves.
enum class lock_loss : std::uint8_t { lease_over, cut_off, session_ended, taken_away, leaving };

std::string to_string(lock_loss why);

} // namespace ringleader

// SPDX-License-Identifier: BSD-3-Clause
/// leadership_loss: why a winner is one no more.
#pragma once

#include <cstdint>
#include <string>

namespace ringleader {

enum class leadership_loss : std::uint8_t {
  cut_off,       ///< the node could not renew its session: others may be elected soon
  session_ended, ///< the cluster gave the node up
  taken_over,    ///< by a stronger candidate
  resigned,
  leaving, ///< the node leaves the cluster
  rebuilt, ///< the node's election manager starts anew and says leadership_gained again, if that
           ///< holds
};

std::string to_string(leadership_loss why);

} // namespace ringleader

// SPDX-License-Identifier: BSD-3-Clause
/// simulated_letters: what the nodes of a simulated group say to each other.
#pragma once

#include <ringleader/control/events.hpp>
#include <ringleader/testkit/machines/part_desk.hpp>

#include <variant>

namespace ringleader::testkit {

/// The answer to a renewal, on its way back.
struct renewal_answer {
  session_id session;
  std::uint64_t id = 0;
};

using simulated_letter = std::variant<consensus::message, control::forwarded, control::renew,
                                      renewal_answer, control::feed, part_letter>;

} // namespace ringleader::testkit

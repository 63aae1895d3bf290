// SPDX-License-Identifier: BSD-3-Clause
/// load_options: how much the clients of a simulated group ask for, and of what.
#pragma once

#include <ringleader/elections/election.hpp>

#include <cstdint>

namespace ringleader::testkit {

struct load_options {
  duration think_max = std::chrono::seconds{2};
  duration patience = std::chrono::seconds{4};
  std::uint32_t reads = 200;   // of a thousand requests
  std::uint32_t leased = 300;  // of a thousand locks; the others end by release or session only
  std::size_t window = 1;      // requests of a node under way at once
  std::size_t padding_max = 0; // bytes that make commands, and the state, larger
  election_rules election;     // of the election that all campaign in
};

} // namespace ringleader::testkit

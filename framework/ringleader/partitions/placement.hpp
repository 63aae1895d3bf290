// SPDX-License-Identifier: BSD-3-Clause
/// placement: the ways to choose owners, and those that need nothing but a hash.
///
/// balanced    by quota (planner.hpp): exact shares, least movement; depends on who owns what now
/// ring        consistent_hash with 160 virtual nodes at weight 1000; weights above 1,000,000 count
///             as that
/// rendezvous  weighted rendezvous hashing
/// jump        jump_hash over the sessions in ascending order; knows no weights but 0, and moves
///             little only when the youngest session leaves
#pragma once

#include <ringleader/base/ids.hpp>
#include <ringleader/base/result.hpp>

#include <cstdint>
#include <string>
#include <vector>

namespace ringleader {

enum class placement : std::uint8_t { balanced = 0, ring, rendezvous, jump };

std::string to_string(placement strategy);

/// "balanced, ring, rendezvous or jump".
std::string placement_names();

/// The strategy that to_string calls so; invalid_option for any other text.
result<placement> parse_placement(const std::string& text);

/// A live member as the planner sees it.
struct plan_member {
  session_id session;
  std::uint32_t weight = 1000; ///< in thousandths
  std::string zone;
  std::string name; ///< unique; hashed, so that a restarted member draws the same partitions
};

/// The index of the owner of each partition by a strategy that looks at hashes only.
/// EXPECTS any strategy but balanced, members sorted by session, and a weight above 0 among them.
std::vector<std::size_t> place_all(std::uint32_t partitions,
                                   const std::vector<plan_member>& members, placement strategy);

} // namespace ringleader

// SPDX-License-Identifier: BSD-3-Clause
/// planner: who should own which partition, and which moves lead there. A pure integer function
/// that the registry runs inside `apply`, so every replica computes the same plan.
///
///   auto plan = plan_partitions(planned_owners(table), members, placement::balanced);
///   for (const auto& move : throttle(plan.moves, moves_in_flight(table), 8)) begin(move);
///
/// Balanced placement is exact (largest remainder of P * weight / total weight, so nobody is a
/// whole partition off its share) and moves exactly as many partitions as the new shares demand.
/// Remainder ties go to members that keep what they have, then by rendezvous hash of the name. The
/// other strategies take a member from a hash alone: anybody can compute them from the member list,
/// at the price of a less even share.
///
/// A member of weight 0 owns nothing. With no weight at all every target is none and nothing moves.
/// Does not look at zones when it picks an owner: they matter to backups() only.
///
/// Invariants: the order of `members` does not matter; planning again from the plan's targets moves
/// nothing; failover never touches a partition whose owner lives.
#pragma once

#include <ringleader/partitions/partition_table.hpp>
#include <ringleader/partitions/placement.hpp>

namespace ringleader {

struct planned_move {
  partition_id partition;
  session_id from; ///< none: the partition has no live owner
  session_id to;

  friend bool operator==(const planned_move& a, const planned_move& b) {
    return std::tie(a.partition, a.from, a.to) == std::tie(b.partition, b.from, b.to);
  }
  friend bool operator!=(const planned_move& a, const planned_move& b) { return !(a == b); }
};

/// "17: 3->5", "17: none->5".
std::string to_string(const planned_move& m);

struct partition_plan {
  std::vector<session_id> targets; ///< one for each partition
  std::vector<planned_move> moves; ///< ascending by partition

  friend bool operator==(const partition_plan& a, const partition_plan& b) {
    return std::tie(a.targets, a.moves) == std::tie(b.targets, b.moves);
  }
};

/// One owner for each partition; none or a session that is not among the members is "no owner".
using owner_list = std::vector<session_id>;

/// Shares and moves for a rebalance. EXPECTS distinct sessions and names.
partition_plan plan_partitions(const owner_list& owners, const std::vector<plan_member>& members,
                               placement strategy = placement::balanced);

/// Gives partitions without a live owner to the members that are furthest below their share and
/// leaves every other partition where it is. EXPECTS distinct sessions and names.
partition_plan plan_failover(const owner_list& owners, const std::vector<plan_member>& members,
                             placement strategy = placement::balanced);

/// How many of `partitions` each member should own, in the order of `members`. Remainder ties
/// prefer whoever owns more than its whole share in `owned` (same order; empty: nobody owns
/// anything).
std::vector<std::uint32_t> shares(std::uint32_t partitions, const std::vector<plan_member>& members,
                                  const std::vector<std::uint32_t>& owned = {});

/// The owners that the table will have when its moves under way are done: what to rebalance from.
/// A partition under way may be planned on; throttle() holds that back until its move is done.
owner_list planned_owners(const partition_table& table);

/// The owners that the table has now.
owner_list current_owners(const partition_table& table);

/// The moves under way in the table.
std::vector<planned_move> moves_in_flight(const partition_table& table);

/// Those of `moves` that may start now: at most `pair_max` at once from one member to another,
/// counting those in flight, and none of a partition that is in flight. A move from nobody costs no
/// member anything and always starts. Keeps the order. EXPECTS pair_max > 0.
std::vector<planned_move> throttle(const std::vector<planned_move>& moves,
                                   const std::vector<planned_move>& in_flight,
                                   std::uint32_t pair_max);

/// Up to `n` members beside the owner that should hold copies of the partition: by weighted
/// rendezvous, first from zones that have none yet, then from any. A member of weight 0 holds none.
std::vector<session_id> backups(partition_id partition, session_id owner,
                                const std::vector<plan_member>& members, std::uint32_t n);

} // namespace ringleader

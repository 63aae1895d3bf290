// SPDX-License-Identifier: BSD-3-Clause
// The partition table: failover, balance and the switch of moves. Every new owner comes with a new
// epoch from the token counter; losing an owner is no grant and leaves the epoch.
#include <ringleader/registry/execute.hpp>

namespace ringleader::registry {

namespace {

/// All live members; those that leave weigh nothing, so they keep what they serve and get no more.
std::vector<plan_member> plan_members(const state& s) {
  std::vector<plan_member> members;
  for (const auto& [name, record] : s.members) {
    const auto& m = record.present;
    if (!alive(m)) continue;
    members.push_back({m.session, m.state == member_state::up ? m.weight : 0, m.zone, name});
  }
  return members;
}

partition_entry& touch(state& s, context& c, std::size_t p) {
  c.touched.insert(partition_id{static_cast<std::uint32_t>(p)});
  return s.table.entries[p];
}

void give(state& s, partition_entry& e, session_id to) {
  EXPECTS(s.sessions.count(to) != 0);
  e.owner = to;
  e.epoch = partition_epoch{s.tokens.draw().value};
  e.move.reset();
}

bool open(const state& s, session_id session) { return s.sessions.count(session) != 0; }

/// The entry that `ref` names if that very move is under way; null otherwise.
const partition_entry* find_move(const state& s, const move_ref& ref) {
  if (ref.partition.value >= s.table.entries.size()) return nullptr;
  const auto& e = s.table.entries[ref.partition.value];
  return e.move && e.move->id == ref.move && e.epoch == ref.epoch ? &e : nullptr;
}

refused too_many_moves() {
  return refuse(errc::malformed, "more moves are named than there are partitions");
}

} // namespace

void cancel_moves_to(state& s, context& c, session_id target) {
  for (std::size_t p = 0; p < s.table.entries.size(); ++p) {
    const auto& e = s.table.entries[p];
    if (e.move && e.move->target == target) touch(s, c, p).move.reset();
  }
}

void settle_partitions(state& s, context& c) {
  bool orphans = false;
  for (std::size_t p = 0; p < s.table.entries.size(); ++p) {
    const auto& e = s.table.entries[p];
    if (e.move && !open(s, e.move->target)) touch(s, c, p).move.reset();
    orphans = orphans || !open(s, e.owner);
  }
  if (!orphans) return;
  // Where the owner died in the middle of a move, its target takes over: it was meant to have it.
  auto targets =
    plan_failover(planned_owners(s.table), plan_members(s), s.settings.placement).targets;
  for (std::size_t p = 0; p < s.table.entries.size(); ++p) {
    const auto& e = s.table.entries[p];
    if (open(s, e.owner)) continue;
    if (open(s, targets[p])) {
      give(s, touch(s, c, p), targets[p]);
    } else if (e.owner) {
      auto& lost = touch(s, c, p);
      lost.owner = {};
      lost.move.reset();
    }
  }
}

void keep_partitions(state& s, context& c, session_id old, session_id fresh) {
  cancel_moves_to(s, c, old);
  for (std::size_t p = 0; p < s.table.entries.size(); ++p)
    if (s.table.entries[p].owner == old) give(s, touch(s, c, p), fresh);
  settle_partitions(s, c);
}

std::vector<planned_move> next_moves(const state& s, std::uint32_t moves_per_pair_max) {
  auto members = plan_members(s);
  bool takers = false;
  for (const auto& m : members) takers = takers || m.weight > 0;
  if (!takers || moves_per_pair_max == 0) return {};
  auto plan = plan_partitions(planned_owners(s.table), members, s.settings.placement);
  return throttle(plan.moves, moves_in_flight(s.table), moves_per_pair_max);
}

outcome execute(state& s, context& c, const rebalance& x) {
  if (s.table.version != x.expected)
    return refuse(errc::refused, "the partition table has version " + to_string(s.table.version) +
                                   " by now; plan again");
  planned answer{c.index, 0};
  for (const auto& m : next_moves(s, x.moves_per_pair_max)) {
    auto& e = touch(s, c, m.partition.value);
    if (open(s, e.owner))
      e.move = partition_move{c.index, m.to};
    else
      give(s, e, m.to);
    ++answer.moves;
  }
  return answer;
}

outcome execute(state& s, context& c, const drained& x) {
  if (x.moves.size() > s.table.entries.size()) return too_many_moves();
  moved answer;
  for (const auto& ref : x.moves) {
    const auto* e = find_move(s, ref);
    // Only the owner itself can know that it serves no more.
    if (e == nullptr || e->owner != c.by) continue;
    give(s, touch(s, c, ref.partition.value), e->move->target);
    answer.partitions.push_back(ref.partition);
  }
  return answer;
}

outcome execute(state& s, context& c, const cancel_moves& x) {
  if (x.moves.size() > s.table.entries.size()) return too_many_moves();
  moved answer;
  for (const auto& ref : x.moves) {
    if (find_move(s, ref) == nullptr) continue;
    touch(s, c, ref.partition.value).move.reset();
    answer.partitions.push_back(ref.partition);
  }
  return answer;
}

} // namespace ringleader::registry

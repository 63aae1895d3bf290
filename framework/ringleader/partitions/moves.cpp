// SPDX-License-Identifier: BSD-3-Clause
// What stands around a plan: its input from a table, its pace, and where copies go.
#include <ringleader/base/expects.hpp>
#include <ringleader/base/hash.hpp>
#include <ringleader/partitions/planner.hpp>
#include <ringleader/partitions/rendezvous.hpp>

#include <algorithm>
#include <set>

namespace ringleader {

std::string to_string(const planned_move& m) {
  return to_string(m.partition) + ": " + (m.from ? to_string(m.from) : "none") + "->" +
         to_string(m.to);
}

owner_list planned_owners(const partition_table& table) {
  owner_list owners;
  for (const auto& e : table.entries) owners.push_back(e.move ? e.move->target : e.owner);
  return owners;
}

owner_list current_owners(const partition_table& table) {
  owner_list owners;
  for (const auto& e : table.entries) owners.push_back(e.owner);
  return owners;
}

std::vector<planned_move> moves_in_flight(const partition_table& table) {
  std::vector<planned_move> moves;
  for (std::uint32_t i = 0; i < count(table); ++i) {
    const auto& e = table.entries[i];
    if (e.move) moves.push_back({partition_id{i}, e.owner, e.move->target});
  }
  return moves;
}

std::vector<planned_move> throttle(const std::vector<planned_move>& moves,
                                   const std::vector<planned_move>& in_flight,
                                   std::uint32_t pair_max) {
  EXPECTS(pair_max > 0);
  std::map<std::pair<session_id, session_id>, std::uint32_t> by_pair;
  std::set<partition_id> moving;
  for (const auto& m : in_flight) {
    ++by_pair[{m.from, m.to}];
    moving.insert(m.partition);
  }
  std::vector<planned_move> now;
  for (const auto& m : moves) {
    if (moving.count(m.partition) != 0) continue;
    if (m.from) {
      auto& under_way = by_pair[{m.from, m.to}];
      if (under_way >= pair_max) continue;
      ++under_way;
    }
    moving.insert(m.partition);
    now.push_back(m);
  }
  return now;
}

std::vector<session_id> backups(partition_id partition, session_id owner,
                                const std::vector<plan_member>& members, std::uint32_t n) {
  std::vector<weighted_node> nodes;
  std::set<std::string_view> zones; // that have a copy
  for (const auto& m : members) {
    if (m.session == owner) zones.insert(m.zone);
    nodes.push_back({m.name, m.session == owner ? 0 : m.weight});
  }
  auto order = rendezvous_owners(stable_hash(partition.value, 0), nodes, nodes.size());
  std::vector<session_id> chosen;
  std::vector<std::size_t> others;
  for (auto i : order) {
    if (chosen.size() == n) break;
    if (zones.insert(members[i].zone).second)
      chosen.push_back(members[i].session);
    else
      others.push_back(i);
  }
  for (auto i : others) {
    if (chosen.size() == n) break;
    chosen.push_back(members[i].session);
  }
  return chosen;
}

} // namespace ringleader

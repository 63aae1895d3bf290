// SPDX-License-Identifier: BSD-3-Clause
#include <ringleader/base/expects.hpp>
#include <ringleader/base/hash.hpp>
#include <ringleader/partitions/partition_table.hpp>

namespace ringleader {

partition_id partition_of(std::string_view key, std::uint32_t count) {
  return partition_of(stable_hash(key), count);
}

partition_id partition_of(std::uint64_t key_hash, std::uint32_t count) {
  EXPECTS(count > 0);
  return partition_id{static_cast<std::uint32_t>(key_hash % count)};
}

std::uint32_t count(const partition_table& table) {
  return static_cast<std::uint32_t>(table.entries.size());
}

const partition_entry& entry(const partition_table& table, partition_id partition) {
  EXPECTS(partition.value < table.entries.size());
  return table.entries[partition.value];
}

session_id owner(const partition_table& table, partition_id partition) {
  return entry(table, partition).owner;
}

std::map<session_id, std::uint32_t> owned_counts(const partition_table& table) {
  std::map<session_id, std::uint32_t> counts;
  for (const auto& e : table.entries) ++counts[e.owner];
  return counts;
}

std::vector<partition_id> owned_by(const partition_table& table, session_id owner) {
  std::vector<partition_id> owned;
  for (std::uint32_t i = 0; i < count(table); ++i)
    if (table.entries[i].owner == owner) owned.push_back(partition_id{i});
  return owned;
}

std::uint32_t count_moves(const partition_table& table) {
  std::uint32_t moves = 0;
  for (const auto& e : table.entries) moves += e.move ? 1 : 0;
  return moves;
}

std::string to_string(const partition_entry& e) {
  auto text = "epoch=" + to_string(e.epoch) + " owner=" + (e.owner ? to_string(e.owner) : "none");
  if (e.move) text += " move=" + to_string(e.move->id) + "->" + to_string(e.move->target);
  return text;
}

std::string to_string(const partition_table& table) {
  auto text = "version=" + to_string(table.version) + "\n";
  for (std::uint32_t first = 0; first < count(table);) {
    auto next = first + 1;
    while (next < count(table) && table.entries[next] == table.entries[first]) ++next;
    text += std::to_string(first);
    if (next > first + 1) text += "-" + std::to_string(next - 1);
    text += " " + to_string(table.entries[first]) + "\n";
    first = next;
  }
  return text;
}

} // namespace ringleader

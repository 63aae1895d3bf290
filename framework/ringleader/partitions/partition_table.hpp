// SPDX-License-Identifier: BSD-3-Clause
/// partition_table: who serves which slice of the key space, and under which epoch.
/// Replicated state of the registry; routers and hosts keep copies and compare versions.
///
///   auto p = partition_of(key, count(table));
///   if (owner(table, p) == self) deliver(entry(table, p).epoch);
///
/// A key always belongs to the same partition: the count is fixed when the cluster is founded.
/// Does not decide anything: planner.hpp says who should own what, the registry applies it.
///
/// Invariants: entries[i] is partition i; a change of owner raises the epoch of the entry, and
/// every change of the table raises its version; a move's target is never the owner.
#pragma once

#include <ringleader/base/ids.hpp>

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

namespace ringleader {

/// The partition of a key: xxh3 modulo the partition count. EXPECTS count > 0.
partition_id partition_of(std::string_view key, std::uint32_t count);

/// The same where the key's stable_hash is known already.
partition_id partition_of(std::uint64_t key_hash, std::uint32_t count);

/// A planned change of owner under way; its id is the index of the entry that planned it.
struct partition_move {
  log_index id;
  session_id target;

  friend bool operator==(const partition_move& a, const partition_move& b) {
    return std::tie(a.id, a.target) == std::tie(b.id, b.target);
  }
  friend bool operator!=(const partition_move& a, const partition_move& b) { return !(a == b); }
};

struct partition_entry {
  partition_epoch epoch;
  session_id owner; ///< none: nobody serves the partition
  std::optional<partition_move> move;

  friend bool operator==(const partition_entry& a, const partition_entry& b) {
    return std::tie(a.epoch, a.owner, a.move) == std::tie(b.epoch, b.owner, b.move);
  }
  friend bool operator!=(const partition_entry& a, const partition_entry& b) { return !(a == b); }
};

struct partition_table {
  table_version version;
  std::vector<partition_entry> entries;

  friend bool operator==(const partition_table& a, const partition_table& b) {
    return std::tie(a.version, a.entries) == std::tie(b.version, b.entries);
  }
  friend bool operator!=(const partition_table& a, const partition_table& b) { return !(a == b); }
};

/// The number of partitions; none before the cluster is founded.
std::uint32_t count(const partition_table& table);

/// EXPECTS that the partition exists.
const partition_entry& entry(const partition_table& table, partition_id partition);

session_id owner(const partition_table& table, partition_id partition);

/// How many partitions each owner has; those without an owner count under the none id.
std::map<session_id, std::uint32_t> owned_counts(const partition_table& table);

/// The partitions that a session owns, ascending.
std::vector<partition_id> owned_by(const partition_table& table, session_id owner);

std::uint32_t count_moves(const partition_table& table);

/// "epoch=7 owner=3 move=41->5", "epoch=0 owner=none".
std::string to_string(const partition_entry& e);

/// One line for the version and one for each run of partitions with equal entries.
std::string to_string(const partition_table& table);

template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, partition_move& x) {
  return f(x.id, x.target);
}

template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, partition_entry& x) {
  return f(x.epoch, x.owner, x.move);
}

template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, partition_table& x) {
  return f(x.version, x.entries);
}

} // namespace ringleader

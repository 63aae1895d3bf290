// SPDX-License-Identifier: BSD-3-Clause
/// Commands about the partition table. Failover needs none: it happens in the entry that ends a
/// session. rebalance and cancel_moves come from the control leader, drained from the old owner.
#pragma once

#include <ringleader/partitions/partition_table.hpp>

#include <string>
#include <vector>

namespace ringleader::registry {

/// Plans moves towards balance. Refused if the table is no longer the one that the proposer saw.
struct rebalance {
  table_version expected;
  std::uint32_t moves_per_pair_max = 16; ///< in flight between one owner and one target

  friend bool operator==(const rebalance& a, const rebalance& b) {
    return a.expected == b.expected && a.moves_per_pair_max == b.moves_per_pair_max;
  }
};

/// Names one move: the id of its plan entry and the epoch that it takes the partition from.
struct move_ref {
  partition_id partition;
  partition_epoch epoch;
  log_index move;

  friend bool operator==(const move_ref& a, const move_ref& b) {
    return std::tie(a.partition, a.epoch, a.move) == std::tie(b.partition, b.epoch, b.move);
  }
};

/// The old owner serves these partitions no more: each is switched to its target in this entry.
/// Moves that are not (or no longer) planned like this are left alone.
struct drained {
  std::vector<move_ref> moves;

  friend bool operator==(const drained& a, const drained& b) { return a.moves == b.moves; }
};

/// The old owner serves on under its epoch, the target discards what it got.
struct cancel_moves {
  std::vector<move_ref> moves;

  friend bool operator==(const cancel_moves& a, const cancel_moves& b) {
    return a.moves == b.moves;
  }
};

std::string to_string(const rebalance& c);
std::string to_string(const move_ref& m);
std::string to_string(const drained& c);
std::string to_string(const cancel_moves& c);

template <class Inspector> typename Inspector::result_type inspect(Inspector& f, rebalance& x) {
  return f(x.expected, x.moves_per_pair_max);
}

template <class Inspector> typename Inspector::result_type inspect(Inspector& f, move_ref& x) {
  return f(x.partition, x.epoch, x.move);
}

template <class Inspector> typename Inspector::result_type inspect(Inspector& f, drained& x) {
  return f(x.moves);
}

template <class Inspector> typename Inspector::result_type inspect(Inspector& f, cancel_moves& x) {
  return f(x.moves);
}

} // namespace ringleader::registry

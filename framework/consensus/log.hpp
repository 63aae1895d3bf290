// SPDX-License-Identifier: BSD-3-Clause
/// raft_log: the entries of one group in memory, and the configurations among them.
///
/// Knows nothing of durability or commit. Appending a configuration entry puts it in force and
/// truncating it brings the one before back, so there is no configuration state to leak.
///
/// Invariants: indices are contiguous from 1, terms never fall.
#pragma once

#include <ringleader/consensus/types.hpp>

#include <cstddef>
#include <utility>
#include <vector>

namespace ringleader::consensus {

class raft_log {
public:
  raft_log() = default;
  /// EXPECTS contiguous entries from index 1 whose configurations decode.
  explicit raft_log(std::vector<entry> entries);

  log_index last_index() const { return log_index{entries_.size()}; }
  raft_term last_term() const { return term_at(last_index()); }

  /// The term of an entry; none for index zero and for indices past the end.
  raft_term term_at(log_index index) const;

  /// EXPECTS 1 <= index <= last_index.
  const entry& at(log_index index) const;

  /// Copies of first .. last, both included; none if first > last. EXPECTS them to be there.
  std::vector<entry> range(log_index first, log_index last) const;

  /// Copies from `first` on, at least one if there is any, while they fit into bytes_max.
  std::vector<entry> batch(log_index first, std::size_t bytes_max) const;

  /// EXPECTS the next index, a term that does not fall, and a configuration that decodes.
  void append(entry e);

  /// Drops `from` and all after it. EXPECTS from >= 1.
  void truncate(log_index from);

  /// True if a log that ends with (term, index) holds all that this one could have committed.
  bool is_covered_by(log_index last_index, raft_term last_term) const;

  /// The greatest index <= `from` whose term is <= `term`; zero if there is none. Above it a log
  /// that has (from, term) cannot agree with this one.
  log_index last_possible_match(log_index from, raft_term term) const;

  /// The latest configuration, committed or not; empty before the first.
  const configuration& members() const;
  /// Where it stands; zero before the first.
  log_index members_index() const;

private:
  std::vector<entry> entries_;
  std::vector<std::pair<log_index, configuration>> configurations_;
};

} // namespace ringleader::consensus

// SPDX-License-Identifier: BSD-3-Clause
/// raft_log: the entries of one group in memory, and the configurations among them.
///
/// Knows nothing of durability or commit. Appending a configuration entry puts it in force and
/// truncating it brings the one before back, so there is no configuration state to leak.
///
/// The head of the log may be dropped when a snapshot stands for it. What was in force there stays
/// known; of dropped entries only the last one's term is, and not even that after a restart.
///
/// Invariants: indices are contiguous from first_index, terms never fall.
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
  /// The same from any index up to the one after the snapshot; without entries it ends with it.
  raft_log(const snapshot& base, std::vector<entry> entries);

  /// Of what is kept; one past last_index if nothing is.
  log_index first_index() const { return base_index_.next(); }
  log_index last_index() const { return log_index{base_index_.value + entries_.size()}; }
  raft_term last_term() const { return term_at(last_index()); }

  /// term_at tells: index zero while the log begins at 1, the entries that are kept, and the one
  /// before them if its term is known.
  bool knows(log_index index) const;

  /// The term of an entry; none where it is not known.
  raft_term term_at(log_index index) const;

  /// EXPECTS first_index <= index <= last_index.
  const entry& at(log_index index) const;

  /// Copies of first .. last, both included; none if first > last. EXPECTS them to be there.
  std::vector<entry> range(log_index first, log_index last) const;

  /// Copies from `first` on, at least one if there is any, while they fit into bytes_max.
  std::vector<entry> batch(log_index first, std::size_t bytes_max) const;

  /// EXPECTS the next index, a term that does not fall, and a configuration that decodes.
  void append(entry e);

  /// Drops `from` and all after it. EXPECTS from >= first_index.
  void truncate(log_index from);

  /// Drops `to` and all before it, which a snapshot at `covered` stands for. EXPECTS first_index
  /// <= to <= covered <= last_index.
  void drop_head(log_index to, log_index covered);

  /// Drops everything: the log ends with the snapshot.
  void reset(const snapshot& base);

  /// True if a log that ends with (term, index) holds all that this one could have committed.
  bool is_covered_by(log_index last_index, raft_term last_term) const;

  /// The greatest index <= `from` whose term is <= `term` or not known; zero if there is none.
  /// Above it a log that has (from, term) cannot agree with this one.
  log_index last_possible_match(log_index from, raft_term term) const;

  /// The latest configuration, committed or not; empty before the first.
  const configuration& members() const;
  /// The one in force at an index. EXPECTS one that drop_head or a snapshot did not pass.
  const configuration& members_at(log_index index) const;
  /// Where the latest stands, or the snapshot that brought it; zero before the first.
  log_index members_index() const;

private:
  log_index base_index_; // the one before the first that is kept
  raft_term base_term_;  // its term; none if not known
  std::vector<entry> entries_;
  std::vector<std::pair<log_index, configuration>> configurations_;
};

} // namespace ringleader::consensus

// SPDX-License-Identifier: BSD-3-Clause
/// The words of a Raft group: entry, configuration, role.
///
/// An entry is one position of the replicated log. Commands are the application's bytes; a noop
/// opens each term; a configuration entry holds the encoded `configuration` and is in force from
/// the moment a server appends it, committed or not, and no longer once it is truncated.
///
/// Invariant: two entries with the same index and term are equal on every server.
#pragma once

#include <ringleader/base/bytes.hpp>
#include <ringleader/base/ids.hpp>
#include <ringleader/base/ports/log_store.hpp>
#include <ringleader/base/result.hpp>
#include <ringleader/base/shared_bytes.hpp>

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace ringleader::consensus {

enum class entry_kind : std::uint8_t { command = 0, noop = 1, configuration = 2 };

struct entry {
  log_index index;
  raft_term term;
  entry_kind kind = entry_kind::command;
  shared_bytes data;

  friend bool operator==(const entry& a, const entry& b) {
    return a.index == b.index && a.term == b.term && a.kind == b.kind && a.data == b.data;
  }
  friend bool operator!=(const entry& a, const entry& b) { return !(a == b); }
};

template <class Inspector> typename Inspector::result_type inspect(Inspector& f, entry& x) {
  return f(x.index, x.term, x.kind, x.data);
}

/// Who takes part. Both lists are sorted and share no store.
struct configuration {
  /// 7, and one that is to take another's place.
  static constexpr std::size_t voters_max = 8;

  cluster_id cluster;
  std::vector<store_id> voters;
  std::vector<store_id> learners;

  bool is_voter(store_id store) const;
  bool is_learner(store_id store) const;
  bool has(store_id store) const { return is_voter(store) || is_learner(store); }

  friend bool operator==(const configuration& a, const configuration& b) {
    return a.cluster == b.cluster && a.voters == b.voters && a.learners == b.learners;
  }
  friend bool operator!=(const configuration& a, const configuration& b) { return !(a == b); }
};

template <class Inspector> typename Inspector::result_type inspect(Inspector& f, configuration& x) {
  return f(x.cluster, x.voters, x.learners);
}

/// The state that the log builds up to `index`, with what Raft needs to go on from there.
struct snapshot {
  log_index index;
  raft_term term;        // of the entry at index
  configuration members; // in force at index: what a truncation behind it rolls back to
  shared_bytes data;     // the application's

  friend bool operator==(const snapshot& a, const snapshot& b) {
    return a.index == b.index && a.term == b.term && a.members == b.members && a.data == b.data;
  }
};
/// Shared, never changed: it may be large, and several hold it.
using snapshot_ptr = std::shared_ptr<const snapshot>;

enum class role : std::uint8_t { follower, pre_candidate, candidate, leader };

/// The first entry of every log: index 1 in term 1, byte for byte the same at each founder, which
/// stores it together with `founding_state` before it takes part.
entry founding_entry(const configuration& members);
hard_state founding_state();

/// Malformed for other bytes, no voters, too many or unsorted lists.
result<configuration> decode_configuration(const shared_bytes& data);
/// The configuration that an entry holds.
result<configuration> configuration_of(const entry& e);

/// The log store speaks records: the same fields without this folder's types.
log_record to_record(const entry& e);
/// Malformed for a kind that this release does not know.
result<entry> to_entry(const log_record& r);
stored_snapshot to_stored(const snapshot& s);
/// Malformed for a configuration that is none.
result<snapshot> to_snapshot(const stored_snapshot& s);

std::string to_string(entry_kind kind);
std::string to_string(role r);
/// "5@2 command 3B": index 5, term 2.
std::string to_string(const entry& e);
/// "voters 1 2 3 learners 4", ids in decimal.
std::string to_string(const configuration& c);
/// "term 2 vote 1".
std::string to_string(const hard_state& h);
/// "5@2 100B".
std::string to_string(const snapshot& s);

} // namespace ringleader::consensus

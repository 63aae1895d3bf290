// SPDX-License-Identifier: BSD-3-Clause
/// log_store: the durable home of one Raft group: identity, term and vote, a snapshot, entries.
///
/// Writes are asynchronous and strictly ordered: completions come in the order of the tickets, each
/// after everything in it and before it is durable. A store may sync once for all writes that wait.
/// After the first failed write every later one fails as well and nothing of it is stored.
///
/// Does not promise anything about a directory changed by others while it is open.
#pragma once

#include <ringleader/base/bytes.hpp>
#include <ringleader/base/ids.hpp>
#include <ringleader/base/result.hpp>
#include <ringleader/base/shared_bytes.hpp>

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace ringleader {

/// Who the directory is. store is drawn when the directory is formatted and never changes; cluster
/// is none until the cluster is founded or joined, then never changes.
struct store_identity {
  store_id store;
  cluster_id cluster;
  std::string cluster_name;

  friend bool operator==(const store_identity& a, const store_identity& b) {
    return a.store == b.store && a.cluster == b.cluster && a.cluster_name == b.cluster_name;
  }
};

struct log_record {
  log_index index;
  raft_term term;
  std::uint8_t kind = 0; // the consensus machine's own meaning
  shared_bytes data;

  friend bool operator==(const log_record& a, const log_record& b) {
    return a.index == b.index && a.term == b.term && a.kind == b.kind && a.data == b.data;
  }
};

/// Term and the vote given in it; none if no vote was given.
struct hard_state {
  raft_term term;
  store_id vote;

  friend bool operator==(hard_state a, hard_state b) {
    return a.term == b.term && a.vote == b.vote;
  }
  friend bool operator!=(hard_state a, hard_state b) { return !(a == b); }
};

/// The state that the log builds up to an index, which the records up to there are not needed for.
struct stored_snapshot {
  log_index index;
  raft_term term;      // of the entry at index
  bytes configuration; // in force there; the consensus machine's own form
  shared_bytes data;   // the application's

  friend bool operator==(const stored_snapshot& a, const stored_snapshot& b) {
    return a.index == b.index && a.term == b.term && a.configuration == b.configuration &&
           a.data == b.data;
  }
};

/// All that a restart needs. records are contiguous; they begin at 1, or with a snapshot at any
/// index up to the one after it, and then end no earlier than it; or there are none.
struct stored_state {
  store_identity identity;
  hard_state hard;
  std::vector<log_record> records;
  std::optional<stored_snapshot> snapshot;

  friend bool operator==(const stored_state& a, const stored_state& b) {
    return a.identity == b.identity && a.hard == b.hard && a.records == b.records &&
           a.snapshot == b.snapshot;
  }
};

/// One atomic write: identity first, then hard state, truncation, snapshot, the log's head,
/// records.
struct store_write {
  ticket id;
  std::optional<cluster_id> cluster; // set once, when founded or joined
  std::optional<hard_state> hard;
  std::optional<log_index> truncate_from;  // drops this index and all after it
  std::vector<log_record> append;          // contiguous with what is left
  std::optional<stored_snapshot> snapshot; // replaces the one before
  std::optional<log_index> drop_head_to;   // drops this index and all before it
};

/// What a store holds after a write, for stores in memory and for models of them. EXPECTS what
/// stored_state promises to hold afterwards.
void apply(stored_state& state, const store_write& batch);

/// Nothing, or what stored_state promises and this one breaks.
std::string disorder_of(const stored_state& state);

class log_store {
public:
  /// Called from the store's own thread; must not block and must not call back into the store.
  using completion = std::function<void(ticket, result<void>)>;

  using staged = std::function<void(result<void>)>;

  virtual ~log_store() = default;

  /// Reads everything; called once, before the first write.
  virtual result<stored_state> load() = 0;

  /// Queues a write; tickets strictly increase. `done` is called exactly once for each.
  virtual void write(store_write batch, completion done) = 0;

  /// Makes the data of a coming snapshot durable ahead of the write that brings it, in parts
  /// between other writes, so that this write is short. Changes nothing that load() answers: a
  /// crash or a later stage() forgets it, and a write with other data is stored as without it.
  /// `done` is called once, under the rules of a completion; a store that gains nothing by it calls
  /// it at once.
  virtual void stage(shared_bytes data, staged done);

  /// Waits for all queued writes; none may follow.
  virtual void close() = 0;
};

} // namespace ringleader

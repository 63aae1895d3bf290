// SPDX-License-Identifier: BSD-3-Clause
/// lmdb_transaction: one LMDB transaction over the items of store_format.hpp; aborted unless it is
/// committed. Part of lmdb_database. Functions that answer an int answer an LMDB code, 0 for done.
///
/// Invariant: what is committed carries a commit record that names the transaction and sums up
/// every other item.
#pragma once

#include <ringleader/drivers/store/store_format.hpp>

#include <set>

struct MDB_cursor;
struct MDB_env;
struct MDB_txn;

namespace ringleader {

/// The failure that an LMDB code or errno means, and what to do about it.
failure lmdb_failure(const std::string& what, int code);

class lmdb_transaction {
public:
  lmdb_transaction(MDB_env* env, bool writes);
  lmdb_transaction(const lmdb_transaction&) = delete;
  lmdb_transaction& operator=(const lmdb_transaction&) = delete;
  ~lmdb_transaction();

  /// Whether it began; nothing else may be called otherwise.
  int code() const { return code_; }
  std::uint64_t number() const;

  /// All items, in key order, until `visit` fails.
  result<void> visit(const std::function<result<void>(std::string_view, std::string_view)>& visit);

  /// Empty if there is none; valid until the next write.
  std::string_view find(const std::string& key);

  /// The largest generation of any piece; 0 if there is none.
  std::uint64_t last_generation();

  /// Adds or replaces an item, all but the commit record, and keeps count and sum.
  int put(const stored_item& item);
  /// EXPECTS the index after the last one.
  int append(const log_record& record);
  int truncate(log_index from);
  int drop_head(log_index to);
  /// Once none, then never changed.
  result<void> set_cluster(cluster_id cluster);
  /// Removes at most that many pieces of other generations; `removed` counts them.
  int sweep(const std::set<std::uint64_t>& keep, std::size_t most, std::size_t& removed);

  /// Rewrites the commit record and makes everything durable.
  int commit();

private:
  int find_commit();
  log_index last_record();
  int remove_at_cursor(std::string_view value);

  MDB_txn* txn_ = nullptr;
  MDB_cursor* cursor_ = nullptr;
  unsigned dbi_ = 0;
  int code_ = 0;
  store_commit commit_;
};

} // namespace ringleader

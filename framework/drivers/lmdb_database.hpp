// SPDX-License-Identifier: BSD-3-Clause
/// lmdb_database: the LMDB environment of an lmdb_store: one file, one tree, one writer.
///
/// Without LMDB's own lock file: the directory lock keeps other processes out and only the store's
/// thread writes. Each commit is one transaction that also rewrites the commit record, and is on
/// disk when it returns (LMDB syncs the data, then writes the meta page through).
/// EXPECTS a file that lmdb_check passed.
#pragma once

#include <ringleader/base/ports/log_store.hpp>
#include <ringleader/drivers/store_format.hpp>

#include <memory>

struct MDB_env;
struct MDB_txn;

namespace ringleader {

class lmdb_database {
public:
  static result<std::unique_ptr<lmdb_database>> open(const std::string& file, std::size_t map_size);

  /// A new file that holds that identity and nothing else.
  static result<void> create(const std::string& file, const store_identity& identity,
                             std::uint32_t format_version = store_format_version);

  ~lmdb_database();
  lmdb_database(const lmdb_database&) = delete;
  lmdb_database& operator=(const lmdb_database&) = delete;

  result<stored_state> load();

  /// All or nothing. EXPECTS contiguous records.
  result<void> commit(const std::vector<store_write>& group);

  /// Asked before each commit reaches the disk: 0, or the errno that the disk answers with.
  void set_disk_fault(std::function<int()> fault) { disk_fault_ = std::move(fault); }

private:
  class transaction;

  explicit lmdb_database(MDB_env* env) : env_(env) {}

  MDB_env* env_;
  std::function<int()> disk_fault_;
};

} // namespace ringleader

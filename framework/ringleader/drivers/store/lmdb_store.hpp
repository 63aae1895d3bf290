// SPDX-License-Identifier: BSD-3-Clause
/// lmdb_store: a log_store in a directory of its own, over LMDB. The default home of the control
/// log.
///
///   auto opened = lmdb_store::open({"/var/lib/bank", "ringleader"}, entropy);
///   if (!opened) return opened.error();
///   auto state = (*opened)->load();
///
/// A missing or empty directory is formatted with a random store id. An existing one is checked
/// first, completely and with plain reads (lmdb_check.hpp), so that a damaged file is an error and
/// never a crash or a wrong answer. Every error of open() leaves an existing directory as it was.
/// One thread writes; all writes that wait share one frame of a journal (journal.hpp) and one sync.
/// A second thread brings frames to the data file, many in one transaction (lmdb_applier.hpp).
/// Writes with a snapshot or a cluster id, what is large, and the first write of each start go to
/// the data file at once, with all before them. The data of a staged snapshot is written between
/// transactions. close() leaves a data file that has everything.
///
/// open() answers: directory_in_use, foreign_cluster (name or id differ), newer_format, corrupt,
/// disk_full, invalid_option (holds other files), io_error. A write answers disk_full or io_error,
/// and foreign_cluster if it would change the cluster id; after the first failure all writes fail.
///
/// A copy made by `backup` is refused, and so is a data file that is older than what was
/// acknowledged (commit_note.hpp), which does not notice a whole directory that was put back, and a
/// data file or a journal without the other (journal_reader.hpp).
/// Invariants: the commit record of the file names its own transaction and sums up every record;
/// data file and journal together hold every write that was acknowledged.
#pragma once

#include <ringleader/base/ports/entropy.hpp>
#include <ringleader/base/ports/log_store.hpp>
#include <ringleader/drivers/store/directory_lock.hpp>
#include <ringleader/drivers/store/group_writer.hpp>
#include <ringleader/drivers/store/lmdb_store_options.hpp>

#include <memory>
#include <mutex>

namespace ringleader {

class journal;
class lmdb_applier;
class lmdb_database;
struct data_directory;

class lmdb_store final : public log_store {
public:
  static result<std::unique_ptr<lmdb_store>> open(const lmdb_store_options& options,
                                                  entropy_port& entropy);
  ~lmdb_store() override;

  result<stored_state> load() override;
  void write(store_write batch, completion done) override;
  void stage(shared_bytes data, staged done) override;
  void close() override;

  /// As it was when the directory was opened.
  const store_identity& identity() const { return identity_; }

  /// Device and inode of the lock file, part of the proof that a former process is gone.
  lock_file_id lock_id() const { return lock_.id(); }

  store_counters counters() const { return writer_->counters(); }

private:
  lmdb_store(data_directory directory, std::unique_ptr<lmdb_database> data,
             std::unique_ptr<journal> log, const lmdb_store_options& options);

  result<void> commit(std::vector<store_write> group);
  result<void> commit_beside_journal(const std::vector<store_write>& group);
  result<bool> answer_staged();

  directory_lock lock_; // first: released when everything else is gone
  store_identity identity_;
  std::mutex mutex_;
  std::vector<std::pair<staged, result<void>>> answers_; // to stage(), for the store's own thread
  std::unique_ptr<journal> journal_;
  std::size_t frame_max_; // of payload
  bytes payload_;         // kept for its memory
  std::unique_ptr<lmdb_database> data_;
  std::unique_ptr<lmdb_applier> applier_;
  std::unique_ptr<group_writer> writer_;
};

} // namespace ringleader

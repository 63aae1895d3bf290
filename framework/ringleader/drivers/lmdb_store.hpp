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
#include <ringleader/drivers/directory_lock.hpp>
#include <ringleader/drivers/group_writer.hpp>

#include <chrono>
#include <memory>
#include <mutex>

namespace ringleader {

struct lmdb_store_options {
  std::string path;
  /// The name that the directory must carry, or gets when it is formatted.
  std::string cluster_name;
  /// The cluster id that the directory must carry; none accepts any.
  cluster_id cluster{};
  /// Largest size of the data file; address space, not memory. Larger costs nothing but allows a
  /// larger file; a write that needs more is answered disk_full. While a snapshot is replaced both
  /// are there: four times the largest snapshot is enough. Range 1 MiB..1 TiB.
  std::size_t map_size = std::size_t{8} << 30;
  /// Most writes in one transaction. Larger: fewer syncs under load, later completions within a
  /// group.
  std::size_t group_max = 1024;
  /// Size of each of the two files of the journal, when they are made; later the files count. A
  /// group of writes larger than a quarter of it is not journaled. Larger: more writes share a
  /// transaction of the data file, and a start after a crash reads more. Range 16 KiB..1 GiB.
  std::size_t journal_size = std::size_t{8} << 20;
  /// How long a write may wait in the journal before the data file gets it. Longer: fewer
  /// transactions while there is little to do.
  std::chrono::milliseconds apply_delay{1000};
  /// What the disk says before each write that somebody waits for: 0 to go on, otherwise an errno.
  /// Asked by both threads. For tests of a failing disk; empty in production.
  std::function<int()> disk_fault{};
  /// The same before the data file gets what is in the journal.
  std::function<int()> apply_fault{};
};

class journal;
class lmdb_applier;
class lmdb_database;
struct data_directory;

class lmdb_store final : public log_store {
public:
  static constexpr const char* data_file_name = "data.mdb";

  static result<std::unique_ptr<lmdb_store>> open(const lmdb_store_options& options,
                                                  entropy_port& entropy);
  ~lmdb_store() override;

  result<stored_state> load() override;
  void write(store_write batch, completion done) override;
  void stage(std::shared_ptr<const bytes> data, staged done) override;
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

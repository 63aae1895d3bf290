// SPDX-License-Identifier: BSD-3-Clause
/// lmdb_database: the LMDB environment of an lmdb_store: one file, one tree, one writer.
///
/// Each commit is one transaction that also rewrites the commit record, and is on disk when it
/// returns (LMDB syncs the data, then writes the meta page through). The directory lock keeps other
/// writers out. Readers in other processes are known through LMDB's own lock file beside the data
/// file (`backup` is one): a page that they may read is not written to, and what a reader that
/// died held up is given free again.
///
/// Data of a snapshot is written in slices, each a transaction of its own. stage() asks for that
/// ahead of the write that brings the snapshot; work() then does a slice at a time, between
/// commits, and afterwards removes what was left over from the snapshots before. A snapshot that
/// was not staged is written in slices by its commit, which takes as long as that takes.
/// EXPECTS a file that lmdb_check passed, and all but stage() from one thread.
#pragma once

#include <ringleader/base/ports/log_store.hpp>
#include <ringleader/drivers/store/commit_note.hpp>
#include <ringleader/drivers/store/store_format.hpp>

#include <memory>
#include <mutex>
#include <optional>

struct MDB_env;

namespace ringleader {

class lmdb_transaction;

/// What a data file holds, and up to where it has what the journal before it holds.
struct marked_state {
  stored_state state;
  std::optional<journal_mark> mark; // none: no journal has been used
};

class lmdb_database {
public:
  /// So many pieces of a snapshot are written, or removed, in one transaction: what a commit may
  /// have to wait for. More: faster snapshots, longer waits.
  static constexpr std::uint32_t slice_pieces = 4;
  static constexpr std::size_t sweep_pieces = 64;

  /// Who else may have the file open.
  enum class sharing { none, readers };

  static result<std::unique_ptr<lmdb_database>> open(const std::string& file, std::size_t map_size,
                                                     sharing others);

  /// A new file that holds that identity and nothing else.
  static result<void> create(const std::string& file, const store_identity& identity,
                             std::uint32_t format_version = store_format_version);

  /// A new file that holds all of that; marked as a copy if `backup`.
  static result<void> create(const std::string& file, const stored_state& state, bool backup);

  /// Called once the transaction to be read is chosen, with what it says of the journal; its error
  /// ends the reading.
  using begun_function = std::function<result<void>(store_id, const std::optional<journal_mark>&)>;

  /// The state as of one transaction, while another process may write. Creates nothing.
  static result<marked_state> read(const std::string& file, sharing others,
                                   const begun_function& begun = {});

  /// LMDB's own lock file, beside the data file.
  static std::string lock_file(const std::string& file) { return file + "-lock"; }

  ~lmdb_database();
  lmdb_database(const lmdb_database&) = delete;
  lmdb_database& operator=(const lmdb_database&) = delete;

  result<marked_state> load(const begun_function& begun = {});

  /// In the order in which they came; not owned.
  using write_list = std::vector<const store_write*>;

  /// All or nothing, with the mark if there is one. What one of the writes drops from the head of
  /// the log is not written for those before it. EXPECTS contiguous records.
  result<void> commit(const write_list& writes, const std::optional<journal_mark>& mark);

  /// The same for writes that are durable already, in the journal: the disk fault is not asked.
  result<void> settle(const write_list& writes, const journal_mark& mark);

  /// From any thread. `done` is called by work(), or with `stopping` when this is not to be.
  void stage(shared_bytes data, log_store::staged done);

  /// One slice of what may wait; true if there is more.
  result<bool> work();

  /// What is staged is not to be, for that reason.
  void refuse_staged(const result<void>& why);

  /// Told of each transaction that is durable.
  void set_commit_note(std::unique_ptr<commit_note> note) { note_ = std::move(note); }

  /// Asked before each commit reaches the disk: 0, or the errno that the disk answers with.
  void set_disk_fault(std::function<int()> fault) { disk_fault_ = std::move(fault); }

private:
  /// Data on its way into pieces.
  struct staging {
    shared_bytes data;      // none once it is stored
    log_store::staged done; // none once it was called
    std::size_t size = 0;
    std::uint64_t generation = 0;
    std::uint64_t hash = 0;
    std::uint32_t pieces = 0; // that are stored

    bool complete() const { return pieces == count_pieces(size); }
  };

  lmdb_database(MDB_env* env, std::string file) : env_(env), file_(std::move(file)) {}

  result<void> read_layout();
  result<void> in_transaction(const std::function<result<void>(lmdb_transaction&)>& write,
                              const std::function<int()>& fault);
  result<void> put(const write_list& writes, const std::optional<journal_mark>& mark,
                   const std::function<int()>& fault);
  result<void> apply(lmdb_transaction& txn, const store_write& batch, std::uint64_t generation,
                     log_index gone);
  result<std::uint64_t> generation_for(const shared_bytes& data);
  result<void> write_slice(staging& what);
  void take_requests();
  result<bool> sweep();
  failure write_failure(int code) const;

  MDB_env* env_;
  const std::string file_;
  std::function<int()> disk_fault_;
  std::unique_ptr<commit_note> note_;
  std::uint32_t format_ = store_format_version;
  std::optional<std::uint64_t> live_generation_; // of the snapshot
  std::uint64_t last_generation_ = 0;
  std::optional<staging> staging_;
  bool sweeps_ = true; // pieces may have been left over
  std::uint64_t commits_ = 0;

  std::mutex mutex_;
  std::vector<staging> requested_;
};

} // namespace ringleader

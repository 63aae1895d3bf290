// SPDX-License-Identifier: BSD-3-Clause
/// lmdb_applier: the thread that works on the data file of a running store, behind the journal.
///
/// Frames that are durable in the journal are added and wait in memory. Some at a time, when they
/// are many or the oldest one has waited long enough, they become one synced transaction with the
/// mark of the last one. What must not go through the journal is committed here with all that
/// waits, in one transaction, while the caller waits: a snapshot, mostly, and the records that it
/// drops are never written (lmdb_database.hpp). Between transactions the thread does the
/// slices of a staged snapshot. No lock is held while it reads or writes the disk.
///
/// After the first error nothing is written any more: outcome() says it to the next write and to
/// who stages, the frames are in the journal still, and the next start has them. So they are where
/// load() finds that they do not go on from the data file; none of them is applied before it did.
///
/// What waits is bounded by the journal's two files: the writer waits for settled() before it
/// begins a round in the file of one that the data file does not have yet.
#pragma once

#include <ringleader/drivers/store/journal_frame.hpp>

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>

namespace ringleader {

class lmdb_database;

struct applier_options {
  std::size_t bytes_max = 0; // of payload: so much does not wait
  std::chrono::milliseconds delay_max{};
  std::function<int()> fault; // asked before frames are applied: 0, or an errno
};

class lmdb_applier {
public:
  /// With the frames that the journal was found to hold behind the mark.
  lmdb_applier(lmdb_database& data, applier_options options, journal_mark mark,
               std::vector<journal_frame> found);
  ~lmdb_applier();
  lmdb_applier(const lmdb_applier&) = delete;
  lmdb_applier& operator=(const lmdb_applier&) = delete;

  /// The first error, if there was one.
  result<void> outcome() const;

  /// The frame is durable; the size is that of its payload.
  void add(journal_frame frame, std::size_t size);

  /// Durable in the data file, with all that was added before.
  result<void> commit(const std::vector<store_write>& group, const journal_mark& mark);

  /// Waits until the data file's mark is of that round.
  result<void> settle(std::uint64_t round);

  /// What the data file holds and what waits.
  result<stored_state> load();

  /// There are slices to do.
  void wake();

  /// Applies all that waits; slices are left undone. Whatever is called later runs in the caller's
  /// thread. May be called more than once.
  void close();

private:
  enum class task { answer, apply, slice, end };

  void run();
  task next(std::unique_lock<std::mutex>& guard);
  void ask(const std::function<void()>& question);
  void take_waiting();
  void apply();
  void finish(const result<void>& outcome, const journal_mark& mark);
  void slice();

  lmdb_database& data_;
  const applier_options options_;
  std::vector<journal_frame> taken_; // of the thread alone: out of the queue, not applied yet

  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<journal_frame> waiting_;
  std::size_t waiting_bytes_ = 0;
  std::chrono::steady_clock::time_point oldest_; // of what waits
  journal_mark mark_;                            // of the data file
  result<void> outcome_;
  const std::function<void()>* question_ = nullptr;
  std::uint64_t answered_ = 0;
  bool hurried_ = false;
  bool has_slices_ = true; // pieces may have been left over
  bool unproven_;          // the frames that were found, by a load()
  bool closing_ = false;
  bool ended_ = false;
  std::thread thread_; // last: everything above exists before it runs
};

} // namespace ringleader

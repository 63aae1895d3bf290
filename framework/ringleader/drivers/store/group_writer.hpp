// SPDX-License-Identifier: BSD-3-Clause
/// group_writer: the thread behind a log store. Writes queue up; the thread takes all that wait, up
/// to a bound, has them committed together and then completes them in the order of their tickets.
///
///   group_writer writer{[&](std::vector<store_write> group) { return commit(std::move(group)); },
///                       256};
///   writer.write(batch, done);
///
/// Other work of the same thread is done in slices, one after each group and the next ones while
/// nothing waits: a write waits for one slice at most. wake() says that there is some.
///
/// After the first failed commit or slice nothing is tried again: every later write fails with the
/// same error. The queue is bounded: write() waits while `queued_max` writes are queued.
/// Invariant: every completion is called exactly once, from the writer's thread.
#pragma once

#include <ringleader/base/ports/log_store.hpp>

#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>

namespace ringleader {

/// Commits per writes is the gain of committing in groups.
struct store_counters {
  std::uint64_t writes = 0;
  std::uint64_t commits = 0;
};

class group_writer {
public:
  static constexpr std::size_t queued_max = 65'536;

  /// Called from the writer's thread only, with at least one write.
  using commit_function = std::function<result<void>(std::vector<store_write>)>;

  /// Does one slice; true if there is more.
  using work_function = std::function<result<bool>()>;

  group_writer(commit_function commit, std::size_t group_max, work_function work = {});
  ~group_writer();
  group_writer(const group_writer&) = delete;
  group_writer& operator=(const group_writer&) = delete;

  /// EXPECTS tickets that increase, and no close() before.
  void write(store_write batch, log_store::completion done);

  /// From any thread.
  void wake();

  /// Waits until everything queued is completed; other work is left undone. May be called more than
  /// once.
  void close();

  store_counters counters() const;

private:
  struct pending {
    ticket id;
    store_write batch;
    log_store::completion done;
  };

  void run();
  bool take_group(std::vector<pending>& group, bool failed);
  result<void> work();

  const commit_function commit_;
  const std::size_t group_max_;
  const work_function work_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<pending> queue_;
  ticket last_ticket_;
  bool closing_ = false;
  bool has_work_;
  store_counters counters_;
  std::thread thread_; // last: everything above exists before it runs
};

} // namespace ringleader

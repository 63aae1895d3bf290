// SPDX-License-Identifier: BSD-3-Clause
/// simulated_disk: a log store's directory under simulated time.
///
/// Takes the writes of the log_store port and keeps its promises: completions strictly in order,
/// each after its write and all before it are durable, and nothing stored after a failed write.
/// A crash loses what was not durable yet, except that any first part of the waiting writes may
/// have reached the platter (a torn tail; each single write is atomic, as the port says).
///
///   disk.write(batch, now);                 // durable at disk.next_completion() or later
///   while (disk.next_completion() <= now) {
///     auto done = disk.complete(now);       // done.ok or not, in the order of the writes
///     ...
///   }
///   disk.crash();                           // the process died; stored() is what a restart loads
///
/// Does not model the loss of what was durable: a directory that is lost is lost as a whole.
#pragma once

#include <ringleader/base/ports/log_store.hpp>
#include <ringleader/base/random.hpp>
#include <ringleader/base/time.hpp>

#include <deque>

namespace ringleader::testkit {

class simulated_disk {
public:
  struct completion {
    ticket id;
    bool ok = true;
  };

  /// `initial` is what the directory holds before the first start.
  simulated_disk(stored_state initial, std::uint64_t seed);

  /// A sync takes a duration drawn from here and starts when the one before it is done. In a share
  /// of `grouped` in a thousand it makes all writes that wait durable, otherwise only the oldest.
  void set_latency(duration min, duration max, std::uint32_t grouped);

  /// The next write that completes fails, and all after it until a restart.
  void fail_next() { failing_ = true; }
  void stop_failing() { failing_ = false; }

  /// Queues a write. EXPECTS tickets to rise.
  void write(store_write batch, instant now);

  /// When the oldest waiting write is durable; never if none waits.
  instant next_completion() const;

  /// Takes the oldest waiting write: its effect is in stored() from here on, unless it failed.
  /// EXPECTS next_completion() <= now.
  completion complete(instant now);

  /// Drops the waiting writes, but for a random first part that survives.
  void crash();

  const stored_state& stored() const { return stored_; }

private:
  void begin_sync(instant now);
  void store(const store_write& batch);

  stored_state stored_;
  random_source random_;
  duration latency_min_ = std::chrono::microseconds{100};
  duration latency_max_ = std::chrono::milliseconds{2};
  std::uint32_t grouped_ = 1000;
  bool failing_ = false; // the next completion fails
  bool failed_ = false;  // one failed: nothing is stored any more before a restart
  std::deque<store_write> waiting_;
  std::size_t syncing_ = 0; // so many of the waiting are durable at synced_at_
  instant synced_at_ = never;
  ticket last_ticket_;
};

} // namespace ringleader::testkit

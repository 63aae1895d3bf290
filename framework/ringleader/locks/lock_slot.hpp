// SPDX-License-Identifier: BSD-3-Clause
/// lock_slot: one name of the lock table: who holds it, who waits, and who may come next.
///
///   if (slot.admits(want) && slot.turn_of(arrival, want)) { ... as far as this name goes }
///
/// What "first come first served" means: of two claims that conflict on a name, the one that came
/// earlier is granted first. Shared claims do not conflict with each other, so one may pass another
/// that still waits for a second name; everything else conflicts, permits of a semaphore included,
/// although they may be held side by side. So a stream of readers never starves a writer, nor one
/// of small requests a large one. The price: behind a claim that waits for two names the one that
/// is free stays idle.
///
/// Invariants: an exclusive hold is alone; the permits held never exceed the capacity.
#pragma once

#include <ringleader/locks/lock.hpp>

#include <map>
#include <set>

namespace ringleader {

class lock_slot {
public:
  /// How much of the name one claim takes.
  struct share {
    lock_mode mode = lock_mode::exclusive;
    std::uint32_t permits = 0;
  };

  /// A name that nobody stands at becomes what the first one wants of it.
  explicit lock_slot(const lock_want& first) : capacity_(first.capacity) {}

  /// Zero for a lock, the number of permits for a semaphore.
  std::uint32_t capacity() const { return capacity_; }

  /// Beside those who hold it now.
  bool admits(const lock_want& want) const;

  /// No one waits that came earlier and may not be passed.
  bool turn_of(lock_arrival arrival, const lock_want& want) const;

  /// EXPECTS that the share is admitted.
  void hold(fencing_token token, const lock_want& want);
  void drop(fencing_token token);
  void queue(lock_arrival arrival, const lock_want& want);
  void leave(lock_arrival arrival);

  bool idle() const { return holds_.empty() && queue_.empty(); }
  const std::map<fencing_token, share>& holds() const { return holds_; }
  const std::map<lock_arrival, share>& waiting() const { return queue_; }

  /// Those whose turn it may be, as far as this name goes.
  std::vector<lock_arrival> front() const;

  /// Those that must be granted first; who waits for these in turn is left out.
  std::vector<lock_arrival> ahead_of(lock_arrival arrival, const lock_want& want) const;

  /// Waiters that came before, and so the place in this queue from 1.
  std::uint32_t place_of(lock_arrival arrival) const;

private:
  std::uint32_t capacity_;
  std::map<fencing_token, share> holds_;
  std::map<lock_arrival, share> queue_;
  std::set<lock_arrival> alone_; ///< waiters that do not share
  std::uint32_t used_ = 0;       ///< permits held
};

} // namespace ringleader

// SPDX-License-Identifier: BSD-3-Clause
/// scoped_lock: a distributed lock for plain threads, held as long as the object lives.
///
///   auto held = scoped_lock::acquire(node.locks(), {"payroll", 30s});
///   if (!held) return complain(held.error());
///   while (held->still_held() && work_left()) write_a_little(held->token());
///
/// Blocks while it waits, so it is not for actors: those send `acquire` themselves. The owner is
/// the thread that acquired: with `reentrant` it may acquire again what it holds, and two threads
/// that wait for each other are told `deadlock`. Any thread may use and release the object, one at
/// a time; still_held() may be asked from all at once.
///
/// Errors are those of lock_manager (contract/locks.hpp); `stopping` once the node is gone.
///
/// Does not promise that the lock is held while the thread acts: still_held() turns false before
/// the cluster may grant the lock to somebody else, but a thread that was frozen between the look
/// and the act comes too late. Give token() to the resource. Does not outlive the actor system of
/// its node.
#pragma once

#include <ringleader/base/result.hpp>
#include <ringleader/contract/locks.hpp>

#include <caf/actor.hpp>

#include <atomic>
#include <memory>

namespace ringleader {

class scoped_lock {
public:
  /// Blocks for what.wait and about a second at most.
  static result<scoped_lock> acquire(const lock_manager& locks, ringleader::acquire what);

  scoped_lock(scoped_lock&&) noexcept = default;
  /// Releases what it holds first.
  scoped_lock& operator=(scoped_lock&& other) noexcept;
  /// Releases; waits two seconds at most for it to be agreed on, which then goes on by itself.
  ~scoped_lock();

  fencing_token token() const { return grant_.token; }
  const lock_grant& grant() const { return grant_; }

  /// False once it is released or lost.
  bool still_held() const { return held_ && held_->load(std::memory_order_acquire); }

  /// The lease now ends so much after this is agreed on.
  result<void> extend(duration lease);

  /// True if it was held until now; false if it was lost or released before. outcome_unknown: it is
  /// not agreed on yet, and goes on by itself.
  result<bool> release();

private:
  using flag = std::shared_ptr<std::atomic<bool>>;

  scoped_lock(caf::actor keeper, flag held, lock_grant grant);

  caf::actor keeper_; // acquired it; is told when it is lost
  flag held_;
  lock_grant grant_;
};

} // namespace ringleader

// SPDX-License-Identifier: BSD-3-Clause
/// control_thread: runs the actors of the control plane on the thread that reads the node's frames.
///
/// A frame, the actor it is for and what that actor tells the next one then cost one wake-up of a
/// thread together, and an application that keeps all of CAF's threads busy delays no heartbeat
/// (docs/adr/0006-one-thread-for-the-control-plane.md). Between two generations of the transport,
/// and where it has no thread (a simulated one), these actors run on CAF's threads like all others.
///
/// Actors that are bound to it derive from control_actor. What they tell actors that are not bound
/// is handled on CAF's threads.
///
/// They are woken by its timers, too (deadline_timer.hpp).
///
/// Thread-safe. Does not promise a bound on what one message may take: a bound actor must not block
/// and holds up the node's frames while it computes, and the first few that it tells something.
/// Invariant: what is queued here runs once, here or, after close(), on CAF's threads.
#pragma once

#include <ringleader/actors/runtime/messages.hpp>
#include <ringleader/base/ports/transport.hpp>

#include <caf/actor_system.hpp>
#include <caf/execution_unit.hpp>
#include <caf/resumable.hpp>

#include <atomic>
#include <map>
#include <mutex>
#include <vector>

namespace ringleader {

class control_thread {
public:
  /// Bound actors run on the transport's thread from now on, if it has one. EXPECTS it to be
  /// closed.
  void open(caf::actor_system& sys, transport& port);

  /// Bound actors run on CAF's threads from now on, also those that are queued here, and are woken
  /// by CAF's clock. Before the transport is stopped.
  void close(instant now);

  /// Tells the actor when it is due, not before, by the transport's timers: CAF's clock has one
  /// thread for the time-outs of all of the application's requests, and may be busy with those.
  void wake(const caf::actor& who, instant due, instant now, ringleader::wake what);

  /// Where to queue a bound actor; null: where CAF would.
  caf::execution_unit* queue() { return open_ ? &inside_ : nullptr; }

private:
  class inside final : public caf::execution_unit {
  public:
    explicit inside(control_thread& owner) : owner_(owner) {}
    void exec_later(caf::resumable* job) override { owner_.add(job); }

  private:
    control_thread& owner_;
  };

  /// What bound actors hand on: kept until the actor that runs is through with its messages, but no
  /// more than a few, since CAF's threads would be woken for each answer of a batch by itself, and
  /// sleep again in between. Of the transport's thread alone.
  class outside final : public caf::execution_unit {
  public:
    void set_system(caf::actor_system& sys) { system_ = &sys; }
    void exec_later(caf::resumable* job) override;
    void hand_on();
    void hand_on(caf::resumable* job);

  private:
    std::vector<caf::resumable*> kept_;
  };

  struct waiting {
    caf::weak_actor_ptr who;
    instant due;
    ringleader::wake what;
  };

  void ring(std::uint64_t number);
  void add(caf::resumable* job);
  void run_queued();
  void run(caf::resumable* job);

  std::atomic<bool> open_{false};
  std::mutex mutex_;
  transport* port_ = nullptr;
  bool called_ = false; // run_queued() is on its way, or runs
  std::vector<caf::resumable*> queued_;
  std::vector<caf::resumable*> running_; // of run_queued() alone; kept for its memory
  std::uint64_t last_wait_ = 0;
  std::map<std::uint64_t, waiting> waiting_; // for the transport's timers
  inside inside_{*this};
  outside outside_;
};

} // namespace ringleader

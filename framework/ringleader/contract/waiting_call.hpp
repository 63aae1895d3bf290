// SPDX-License-Identifier: BSD-3-Clause
/// waiting_call: what waits for one answer in the place of a thread: an actor without mailbox and
/// without scheduling. Nothing of it is left when the answer was there, whichever came first, the
/// answer or the end of its time: a thread may ask as often as it likes.
///
/// Whoever is answered later than that is not told: the answer meets nobody.
#pragma once

#include <ringleader/base/time.hpp>

#include <caf/actor_system.hpp>
#include <caf/message.hpp>
#include <caf/monitorable_actor.hpp>

#include <atomic>
#include <functional>

namespace ringleader {

class waiting_call final : public caf::monitorable_actor {
public:
  /// Called once, from any thread, with the answer or a caf::error; it must not block.
  using handler = std::function<void(caf::message)>;

  /// Sends `what` to `target`. patience: duration::max() waits for as long as it takes. Who is gone
  /// is answered for with caf::sec::request_receiver_down.
  static void start(caf::actor_system& sys, const caf::strong_actor_ptr& target, duration patience,
                    caf::message what, handler answered);

  waiting_call(caf::actor_config& cfg, handler answered);

  const char* name() const override { return "ringleader.call"; }
  void enqueue(caf::mailbox_element_ptr what, caf::execution_unit* context) override;

private:
  handler answered_;
  std::atomic<bool> done_{false};
};

/// A number for the calling thread, by which what it sends keeps its order. Never the id of an
/// actor.
std::uint64_t sender_of_this_thread();

} // namespace ringleader

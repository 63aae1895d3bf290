// SPDX-License-Identifier: BSD-3-Clause
/// control_actor: an actor that is bound to the node's control_thread, wherever its messages come
/// from. It must not block: frames and heartbeats wait for it.
///
///   auto actor = sys.spawn<my_actor, caf::lazy_init>(node);
///
/// Lazy, as CAF would begin its life on a thread of its own choice.
#pragma once

#include <ringleader/actors/runtime/context.hpp>

#include <caf/event_based_actor.hpp>

namespace ringleader {

class control_actor : public caf::event_based_actor {
public:
  control_actor(caf::actor_config& cfg, node_context_ptr node)
    : caf::event_based_actor(cfg), node_(std::move(node)) {}

  using caf::event_based_actor::enqueue;
  void enqueue(caf::mailbox_element_ptr what, caf::execution_unit* from) override {
    auto* bound = node_->control.queue();
    caf::event_based_actor::enqueue(std::move(what), bound != nullptr ? bound : from);
  }

  /// See control_thread::wake.
  void wake_at(instant due, instant now, const wake& what) {
    node_->control.wake(caf::actor_cast<caf::actor>(this), due, now, what);
  }

protected:
  const node_context_ptr node_;
};

} // namespace ringleader

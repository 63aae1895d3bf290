// SPDX-License-Identifier: BSD-3-Clause
#include <ringleader/actors/runtime/control_actor.hpp>
#include <ringleader/actors/runtime/messages.hpp>
#include <ringleader/actors/supervisor/forwarding_proxy.hpp>
#include <ringleader/contract/errors.hpp>

#include <caf/message_view.hpp>

namespace ringleader {

namespace {

caf::behavior forward(caf::event_based_actor* self, node_context_ptr node, child who) {
  self->set_default_handler(
    [=](caf::scheduled_actor*, caf::message_view& x) -> caf::result<caf::message> {
      auto to = node->book.get(who);
      if (!to) return make_error(errc::stopping, to_string(who) + " is being rebuilt");
      return self->delegate(to, x.move_content_to_message());
    });
  return {[](wake) {}}; // an actor without a handler would end
}

/// Runs where the actor behind it does: one thread is woken for both.
class control_forwarding_proxy final : public control_actor {
public:
  control_forwarding_proxy(caf::actor_config& cfg, node_context_ptr node, child who)
    : control_actor(cfg, std::move(node)), who_(who) {}

private:
  caf::behavior make_behavior() override { return forward(this, node_, who_); }

  child who_;
};

} // namespace

caf::actor spawn_forwarding_proxy(caf::actor_system& sys, node_context_ptr node, child who) {
  auto bound = who == child::control_log || who == child::members || who == child::locks;
  if (!bound) return sys.spawn<caf::hidden>(forward, node, who);
  return caf::actor_cast<caf::actor>(
    sys.spawn<control_forwarding_proxy, caf::hidden + caf::lazy_init>(node, who));
}

} // namespace ringleader

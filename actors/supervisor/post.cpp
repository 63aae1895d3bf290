// SPDX-License-Identifier: BSD-3-Clause
#include <ringleader/actors/node/messages.hpp>
#include <ringleader/actors/supervisor/post.hpp>
#include <ringleader/contract/errors.hpp>

#include <caf/event_based_actor.hpp>
#include <caf/message_view.hpp>

namespace ringleader {

caf::actor spawn_post(caf::actor_system& sys, std::shared_ptr<const address_book> book, child who) {
  return sys.spawn<caf::hidden>([=](caf::event_based_actor* self) -> caf::behavior {
    self->set_default_handler(
      [=](caf::scheduled_actor*, caf::message_view& x) -> caf::result<caf::message> {
        auto to = book->get(who);
        if (!to) return make_error(errc::stopping, to_string(who) + " is being rebuilt");
        return self->delegate(to, x.move_content_to_message());
      });
    return {[](wake) {}}; // an actor without a handler would end
  });
}

} // namespace ringleader

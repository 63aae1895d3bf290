// SPDX-License-Identifier: BSD-3-Clause
/// announcer: an actor on CAF's threads that tells many actors the same. An actor of the control
/// plane that told thousands one by one would hold up the node's frames meanwhile.
///
///   announcer_ = spawn(announcer);
///   send(announcer_, announcement{std::move(listeners), caf::make_message(change)});
///
/// What one actor announces arrives in the order of its announcements; what it tells a listener
/// itself may overtake them. Ends with the last handle to it.
#pragma once

#include <ringleader/actors/runtime/messages.hpp>

#include <caf/event_based_actor.hpp>
#include <caf/send.hpp>

namespace ringleader {

inline caf::behavior announcer(caf::event_based_actor*) {
  return {[](const announcement& what) {
    for (auto& to : what.to)
      if (to) to->enqueue(nullptr, caf::make_message_id(), what.what, nullptr);
  }};
}

} // namespace ringleader

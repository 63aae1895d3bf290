// SPDX-License-Identifier: BSD-3-Clause
/// Turns an application's function into a singleton_spec. A singleton is gated like an entity: it
/// handles nothing, its own timers included, while its node has no lease.
#pragma once

#include <ringleader/actors/leader/singleton_specs.hpp>
#include <ringleader/actors/runtime/actor_function.hpp>
#include <ringleader/actors/runtime/gated.hpp>

#include <caf/actor_cast.hpp>

namespace ringleader {

/// fn(self, const leadership&, args...), which answers a behavior, or nothing if it needs none.
template <class Function, class... Args>
singleton_spec make_singleton(const std::string& election, const singleton_options& options,
                              Function fn, Args... args) {
  using base = actor_class_of<Function>;
  using behavior_type = typename gated<base>::behavior_type;
  auto start = [=](caf::actor_system& sys, const leadership& won,
                   std::shared_ptr<delivery_gate> gate, session_id session) {
    auto body = [=](base* self) -> behavior_type {
      if constexpr (std::is_void_v<decltype(fn(self, won, args...))>) {
        fn(self, won, args...);
        return {};
      } else {
        return fn(self, won, args...);
      }
    };
    return caf::actor_cast<caf::actor>(
      sys.spawn<gated<base>>(body, std::move(gate), session, gated_name{won.election, {}}));
  };
  return {election, options, start};
}

} // namespace ringleader

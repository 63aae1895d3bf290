// SPDX-License-Identifier: BSD-3-Clause
/// Turns an application's function into an entity_definition: the function's first parameter says
/// which actor class it wants, the interface says which messages there are.
#pragma once

#include <ringleader/actors/runtime/actor_function.hpp>
#include <ringleader/actors/runtime/gated.hpp>

#include <caf/actor_cast.hpp>

namespace ringleader {

template <class Interface>
std::shared_ptr<entity_definition> make_definition(const std::string& name) {
  auto type = std::make_shared<entity_definition>();
  type->name = name;
  type->id = stable_hash(name);
  type->signature = interface_forms<Interface>::signature();
  type->forms = interface_forms<Interface>::all();
  return type;
}

template <class Interface> entity_definition_ptr define_routed(const std::string& name) {
  return make_definition<Interface>(name);
}

template <class Interface, class Function>
entity_definition_ptr define_hosted(const std::string& name, Function fn) {
  using base = actor_class_of<Function>;
  static_assert(std::is_base_of_v<typename Interface::base, base>,
                "the function's first parameter is not a pointer of the hosted interface");
  auto type = make_definition<Interface>(name);
  type->start = [fn](caf::actor_system& sys, const activation& who,
                     std::shared_ptr<delivery_gate> gate, session_id session) {
    auto body = [fn, who](base* self) { return fn(self, who); };
    return caf::actor_cast<caf::actor>(sys.spawn<gated<base>>(body, std::move(gate), session));
  };
  return type;
}

} // namespace ringleader

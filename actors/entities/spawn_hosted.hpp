// SPDX-License-Identifier: BSD-3-Clause
/// Turns an application's function into an entity_definition: the function's first parameter says
/// which actor class it wants, the interface says which messages there are.
#pragma once

#include <ringleader/actors/entities/hosted.hpp>

#include <caf/actor_cast.hpp>

namespace ringleader {

template <class Function>
struct entity_function : entity_function<decltype(&Function::operator())> {};

template <class Result, class Pointer>
struct entity_function<Result (*)(Pointer, const activation&)> {
  using pointer = Pointer;
};

template <class Class, class Result, class Pointer>
struct entity_function<Result (Class::*)(Pointer, const activation&) const> {
  using pointer = Pointer;
};

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
  using base = std::remove_pointer_t<typename entity_function<Function>::pointer>;
  static_assert(std::is_base_of_v<typename Interface::base, base>,
                "the function's first parameter is not a pointer of the hosted interface");
  using function = typename hosted<base>::function;
  auto type = make_definition<Interface>(name);
  type->start = [fn = function{std::move(fn)}](caf::actor_system& sys, const activation& who,
                                               std::shared_ptr<delivery_gate> gate,
                                               session_id session) {
    return caf::actor_cast<caf::actor>(sys.spawn<hosted<base>>(fn, who, std::move(gate), session));
  };
  return type;
}

} // namespace ringleader

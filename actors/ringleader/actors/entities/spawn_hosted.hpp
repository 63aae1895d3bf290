// SPDX-License-Identifier: BSD-3-Clause
/// Turns an application's function into an entity_definition: the function's first parameter says
/// which actor class it wants, the interface says which messages there are. Or an application's
/// class, which says both.
#pragma once

#include <ringleader/actors/entities/entity_actor.hpp>
#include <ringleader/actors/runtime/actor_function.hpp>
#include <ringleader/actors/runtime/gated.hpp>
#include <ringleader/contract/entity_options.hpp>

#include <caf/actor_cast.hpp>

namespace ringleader {

template <class Interface>
std::shared_ptr<entity_definition> make_definition(const std::string& name) {
  auto type = std::make_shared<entity_definition>();
  type->name = name;
  type->id = stable_hash(name);
  type->forms = interface_forms<Interface>::all();
  type->messages = described(type->forms);
  return type;
}

template <class Interface> entity_definition_ptr define_routed(const std::string& name) {
  return make_definition<Interface>(name);
}

template <class Interface, class Function>
entity_definition_ptr define_hosted(const std::string& name, const entity_options& options,
                                    Function fn) {
  using base = actor_class_of<Function>;
  static_assert(std::is_base_of_v<typename Interface::base, base>,
                "the function's first parameter is not a pointer of the hosted interface");
  auto type = make_definition<Interface>(name);
  auto limit = options.mailbox_max();
  type->start = [fn, limit](caf::actor_system& sys, const activation& who,
                            std::shared_ptr<delivery_gate> gate, session_id session) {
    auto body = [fn, who](base* self) { return fn(self, who); };
    return caf::actor_cast<caf::actor>(
      sys.spawn<gated<base>>(body, std::move(gate), session, gated_name{who.type, who.key}, limit));
  };
  return type;
}

/// Of an application's class (contract/entity.hpp), made anew for each activation.
template <class Entity, class Interface, class... Args>
entity_definition_ptr define_entity(const entity_type<Interface>& type,
                                    const entity_options& options, Args... args) {
  static_assert(std::is_base_of_v<entity<Interface, typename Entity::state_type>, Entity>,
                "the class hosts another interface than the entity type names");
  auto definition = make_definition<Interface>(type.name());
  auto limit = options.mailbox_max();
  definition->start = [limit, args...](caf::actor_system& sys, const activation& who,
                                       std::shared_ptr<delivery_gate> gate, session_id session) {
    using base = entity_actor<Entity>;
    auto body = [who, gate, args...](base* self) {
      return self->carry(std::make_unique<Entity>(args...), who, gate);
    };
    return caf::actor_cast<caf::actor>(
      sys.spawn<gated<base>>(body, std::move(gate), session, gated_name{who.type, who.key}, limit));
  };
  return definition;
}

} // namespace ringleader

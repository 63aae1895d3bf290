// SPDX-License-Identifier: BSD-3-Clause
/// entity_definition: one kind of entity as the router and the host of a node see it: its name, the
/// forms of its messages, and how an activation is started here, if it is.
#pragma once

#include <ringleader/actors/runtime/message_form.hpp>
#include <ringleader/base/result.hpp>
#include <ringleader/base/time.hpp>
#include <ringleader/contract/activation.hpp>

#include <caf/actor.hpp>
#include <caf/actor_system.hpp>

#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

namespace ringleader {

struct delivery_gate;

struct entity_definition {
  std::string name;
  std::uint64_t id = 0; // stable_hash(name): the type's number on the wire
  std::vector<message_form> forms;
  std::string messages; // as it is announced (registry/message_list.hpp)

  /// Starts an activation; empty where this node only routes to the type.
  std::function<caf::actor(caf::actor_system&, const activation&, std::shared_ptr<delivery_gate>,
                           session_id)>
    start;

  /// The number of the message of this id (message_form) in `forms`; none if there is none.
  std::optional<std::uint8_t> form_of(std::uint64_t message) const;
};

/// As members announce them.
std::string described(const std::vector<message_form>& forms);

using entity_definition_ptr = std::shared_ptr<const entity_definition>;

/// entity_definitions: the types that this node hosts or routes to. Thread-safe; types are only
/// added, or replaced by one that also hosts, once.
class entity_definitions {
public:
  /// Fails where the name is known with another interface, or is hosted already; says what to do.
  result<void> add(entity_definition_ptr type);

  /// Null if unknown.
  entity_definition_ptr find(std::uint64_t id) const;

  std::vector<entity_definition_ptr> all() const;

private:
  mutable std::mutex mutex_;
  std::unordered_map<std::uint64_t, entity_definition_ptr> types_; // lookups only
  std::vector<std::uint64_t> order_;
};

} // namespace ringleader

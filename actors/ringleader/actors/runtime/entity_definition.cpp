// SPDX-License-Identifier: BSD-3-Clause
#include <ringleader/actors/runtime/entity_definition.hpp>

#include <ringleader/registry/message_list.hpp>

namespace ringleader {

std::string described(const std::vector<message_form>& forms) {
  std::string all;
  for (auto& form : forms) all += registry::message_line(form.name, form.shape);
  return all;
}

std::optional<std::uint8_t> entity_definition::form_of(std::uint64_t message) const {
  for (std::size_t i = 0; i < forms.size(); ++i)
    if (forms[i].id == message) return static_cast<std::uint8_t>(i);
  return std::nullopt;
}

result<void> entity_definitions::add(entity_definition_ptr type) {
  std::lock_guard<std::mutex> guard{mutex_};
  auto& slot = types_[type->id];
  if (!slot) {
    order_.push_back(type->id);
    slot = std::move(type);
    return {};
  }
  if (slot->name != type->name)
    return {errc::refused, "the entity types '" + slot->name + "' and '" + type->name +
                             "' have the same number in the cluster: call one of them otherwise"};
  if (slot->messages != type->messages)
    return {errc::incompatible_type, "the entity type '" + type->name +
                                       "' is known to this node with another interface: one name, "
                                       "one interface; call one of them otherwise"};
  if (slot->start && type->start)
    return {errc::refused, "the entity type '" + type->name +
                             "' is hosted by this node already: call host() once and keep what it "
                             "returns"};
  if (type->start) slot = std::move(type);
  return {};
}

entity_definition_ptr entity_definitions::find(std::uint64_t id) const {
  std::lock_guard<std::mutex> guard{mutex_};
  auto found = types_.find(id);
  return found == types_.end() ? nullptr : found->second;
}

std::vector<entity_definition_ptr> entity_definitions::all() const {
  std::lock_guard<std::mutex> guard{mutex_};
  std::vector<entity_definition_ptr> types;
  for (auto id : order_) types.push_back(types_.at(id));
  return types;
}

} // namespace ringleader

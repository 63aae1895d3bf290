// SPDX-License-Identifier: BSD-3-Clause
#include <ringleader/actors/runtime/entity_definition.hpp>

namespace ringleader {

bool entity_definitions::add(entity_definition_ptr type) {
  std::lock_guard<std::mutex> guard{mutex_};
  auto& slot = types_[type->id];
  if (!slot) {
    order_.push_back(type->id);
    slot = std::move(type);
    return true;
  }
  if (slot->name != type->name || slot->signature != type->signature) return false;
  if (type->start) slot = std::move(type);
  return true;
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

// SPDX-License-Identifier: BSD-3-Clause
#include <ringleader/actors/runtime/address_book.hpp>

namespace ringleader {

std::string to_string(child who) {
  static constexpr std::array<const char*, child_count> names{
    "transport", "control_log", "membership", "partitions", "entities", "locks", "leader", "admin"};
  return names.at(static_cast<std::size_t>(who));
}

caf::actor address_book::get(child who) const {
  std::lock_guard<std::mutex> guard{mutex_};
  return handles_[static_cast<std::size_t>(who)];
}

void address_book::set(child who, caf::actor handle) {
  std::lock_guard<std::mutex> guard{mutex_};
  handles_[static_cast<std::size_t>(who)].swap(handle);
}

void child_actors::add(const caf::actor& member) {
  std::lock_guard<std::mutex> guard{mutex_};
  members_.emplace(member.id(), member);
}

void child_actors::remove(caf::actor_id member) {
  std::lock_guard<std::mutex> guard{mutex_};
  members_.erase(member);
}

std::vector<caf::actor> child_actors::take() {
  std::lock_guard<std::mutex> guard{mutex_};
  std::vector<caf::actor> all;
  all.reserve(members_.size());
  for (auto& entry : members_) all.push_back(std::move(entry.second));
  members_.clear();
  return all;
}

} // namespace ringleader

// SPDX-License-Identifier: BSD-3-Clause
#include <ringleader/locks/lock.hpp>

namespace ringleader {

std::string to_string(lock_owner owner) {
  return to_string(owner.session) + '/' + to_string(owner.holder);
}

std::string to_string(lock_mode mode) {
  switch (mode) {
  case lock_mode::exclusive: return "exclusive";
  case lock_mode::shared: return "shared";
  case lock_mode::permits: return "permits";
  }
  return "lock_mode(" + std::to_string(static_cast<int>(mode)) + ")";
}

std::string to_string(const lock_want& want) {
  switch (want.mode) {
  case lock_mode::exclusive: return want.name;
  case lock_mode::shared: return want.name + " shared";
  case lock_mode::permits:
    return want.name + ' ' + std::to_string(want.permits) + " of " + std::to_string(want.capacity);
  }
  return want.name + ' ' + to_string(want.mode);
}

std::string to_string(const std::vector<lock_want>& wants) {
  std::string text;
  for (const auto& want : wants) text += (text.empty() ? "" : ", ") + to_string(want);
  return text;
}

std::string to_string(const wait_step& step) {
  auto text = to_string(step.waiter) + " waits for " + step.name;
  if (!step.token) return text + " where " + to_string(step.blocker) + " waits earlier";
  return text + " held by " + to_string(step.blocker) + " under token " + to_string(step.token);
}

std::vector<std::string> names_of(const std::vector<lock_want>& wants) {
  std::vector<std::string> names;
  names.reserve(wants.size());
  for (const auto& want : wants) names.push_back(want.name);
  return names;
}

} // namespace ringleader

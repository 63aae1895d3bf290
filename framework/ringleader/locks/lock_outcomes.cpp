// SPDX-License-Identifier: BSD-3-Clause
#include <ringleader/locks/lock_outcomes.hpp>

namespace ringleader::locks {

std::string to_string(const granted& x) {
  auto text = "granted token=" + to_string(x.token);
  if (x.expires) text += " expires=" + ringleader::to_string(x.expires->time_since_epoch());
  return text;
}

std::string to_string(const queued& x) {
  return "queued position=" + std::to_string(x.position) +
         " at=" + ringleader::to_string(x.at.time_since_epoch());
}

std::string to_string(const deadlocked& x) {
  std::string text = "deadlocked";
  const char* separator = ": ";
  for (const auto& step : x.cycle) {
    text += separator + ringleader::to_string(step);
    separator = "; ";
  }
  return x.more == 0 ? text : text + "; and " + std::to_string(x.more) + " more";
}

std::string to_string(const lock_outcome& x) {
  return std::visit([](const auto& held) { return to_string(held); }, x);
}

} // namespace ringleader::locks

// SPDX-License-Identifier: BSD-3-Clause
/// members: reads what a node answered to `status`. A null status has nobody in it.
#pragma once

#include <nlohmann/json.hpp>

#include <set>
#include <string>

namespace ringleader {

/// Empty if there is no such member.
inline std::string store_of(const nlohmann::json& status, const std::string& name) {
  if (!status.is_object()) return {};
  for (auto& m : status.at("members"))
    if (m.at("name") == name) return m.at("store");
  return {};
}

/// Store ids.
inline std::set<std::string> voters(const nlohmann::json& status) {
  if (!status.is_object()) return {};
  return status.at("control").at("voters").get<std::set<std::string>>();
}

} // namespace ringleader

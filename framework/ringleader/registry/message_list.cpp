// SPDX-License-Identifier: BSD-3-Clause
#include <ringleader/registry/message_list.hpp>

#include <ringleader/base/codec/shape_compare.hpp>

#include <map>

namespace ringleader::registry {

namespace {

/// Shapes by name. Names may have spaces, shapes have none.
std::map<std::string_view, std::string_view> messages_in(std::string_view list) {
  std::map<std::string_view, std::string_view> all;
  while (!list.empty()) {
    auto line = list.substr(0, list.find('\n'));
    list.remove_prefix(std::min(line.size() + 1, list.size()));
    auto space = line.rfind(' ');
    if (space != std::string_view::npos) all.emplace(line.substr(0, space), line.substr(space + 1));
  }
  return all;
}

} // namespace

std::string message_line(std::string_view name, std::string_view shape) {
  return std::string{name} + " " + std::string{shape} + "\n";
}

std::optional<std::string> contradiction(std::string_view a, std::string_view b) {
  auto theirs = messages_in(b);
  for (auto& [name, shape] : messages_in(a)) {
    auto other = theirs.find(name);
    if (other == theirs.end() || other->second == shape) continue;
    if (auto why = compare_shapes(shape, other->second)) return std::string{name} + ": " + *why;
  }
  return std::nullopt;
}

} // namespace ringleader::registry

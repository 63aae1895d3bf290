// SPDX-License-Identifier: BSD-3-Clause
#include <ringleader/base/log_levels.hpp>

#include <algorithm>
#include <sstream>
#include <vector>

namespace ringleader::log {

namespace {

constexpr std::array<const char*, 6> level_names{"trace", "debug", "info", "warn", "error", "off"};

constexpr std::array<const char*, area_count> area_names{
  "node",       "raft",     "store", "transport", "membership",
  "partitions", "entities", "locks", "leader",    "supervisor"};

template <class Names> std::string listed(const Names& names) {
  std::string text;
  for (auto* name : names) text += (text.empty() ? "" : ", ") + std::string{name};
  return text;
}

template <class Enum, class Names>
result<Enum> named(const Names& names, const std::string& text, const char* what) {
  auto found = std::find(names.begin(), names.end(), text);
  if (found == names.end())
    return {errc::invalid_option,
            '\'' + text + "' is not a log " + what + "; use one of " + listed(names)};
  return static_cast<Enum>(found - names.begin());
}

} // namespace

const char* to_string(level l) { return level_names.at(static_cast<std::size_t>(l)); }

const char* to_string(area a) { return area_names.at(static_cast<std::size_t>(a)); }

result<levels> parse_levels(const std::string& text) {
  levels parsed;
  std::vector<std::pair<area, level>> single;
  std::istringstream in{text};
  for (std::string part; std::getline(in, part, ',');) {
    auto equals = part.find('=');
    auto chosen = named<level>(level_names, part.substr(equals + 1), "level");
    if (equals == std::string::npos) {
      if (!chosen) return chosen.error();
      parsed.of.fill(*chosen);
      continue;
    }
    auto where = named<area>(area_names, part.substr(0, equals), "area");
    if (!where) return where.error();
    if (!chosen) return chosen.error();
    single.emplace_back(*where, *chosen);
  }
  for (auto& [where, chosen] : single) parsed[where] = chosen; // whatever their order in the text
  return parsed;
}

std::string print_levels(const levels& all) {
  // The level of most areas stands alone, so that the text is short.
  auto common = *std::max_element(all.of.begin(), all.of.end(), [&](level a, level b) {
    return std::count(all.of.begin(), all.of.end(), a) <
           std::count(all.of.begin(), all.of.end(), b);
  });
  std::string text = to_string(common);
  for (std::size_t i = 0; i < area_count; ++i)
    if (all.of[i] != common) text += ',' + std::string{area_names[i]} + '=' + to_string(all.of[i]);
  return text;
}

} // namespace ringleader::log

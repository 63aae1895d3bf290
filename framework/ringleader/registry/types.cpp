// SPDX-License-Identifier: BSD-3-Clause
// Entity types: who knows which, by what messages.
#include <ringleader/registry/execute.hpp>
#include <ringleader/registry/limits.hpp>
#include <ringleader/registry/message_list.hpp>

#include <ringleader/base/hash.hpp>

#include <algorithm>

namespace ringleader::registry {

namespace {

bool is_known(const type_record& record, std::uint64_t version, session_id but_by = {}) {
  return std::any_of(record.known_by.begin(), record.known_by.end(), [&](const auto& known) {
    return known.second.version == version && known.first != but_by;
  });
}

void drop_versions_of_nobody(type_record& record) {
  for (auto at = record.versions.begin(); at != record.versions.end();)
    at = is_known(record, at->first) ? std::next(at) : record.versions.erase(at);
}

std::size_t described(const state& s) {
  std::size_t bytes = 0;
  for (const auto& [name, record] : s.types)
    for (const auto& [version, messages] : record.versions) bytes += messages.size();
  return bytes;
}

/// Why the type cannot be known to `by` by these messages.
std::optional<refused> objection(const state& s, const type_record& record, session_id by,
                                 const announce_type& x) {
  std::size_t others = 0;
  for (const auto& [version, messages] : record.versions) {
    if (!is_known(record, version, by)) continue;
    ++others;
    auto why = contradiction(messages, x.messages);
    if (!why) continue;
    return refused{errc::incompatible_type,
                   "entity type '" + x.type + "', message " + *why +
                     ": the first is what other members have, the second what this one has. Append "
                     "fields only, or give the changed message another name (docs/messages.md)"};
  }
  if (others >= type_versions_max)
    return refused{errc::overloaded, "members know entity type '" + x.type + "' in " +
                                       std::to_string(others) +
                                       " versions: finish one upgrade before the next one"};
  if (described(s) + x.messages.size() > messages_total_max)
    return refused{errc::overloaded, "the cluster knows too many messages of entity types"};
  return std::nullopt;
}

} // namespace

outcome execute(state& s, context& c, const announce_type& x) {
  auto version = stable_hash(x.messages);
  auto at = s.types.find(x.type);
  if (at == s.types.end() && s.types.size() >= types_max)
    return refuse(errc::overloaded, "the cluster knows too many entity types");
  if (at == s.types.end() || at->second.versions.count(version) == 0) {
    static const type_record nobody;
    auto no = objection(s, at == s.types.end() ? nobody : at->second, c.by, x);
    if (no) return *no;
  }
  if (at == s.types.end()) at = s.types.emplace(x.type, type_record{}).first;
  auto& record = at->second;
  auto known = record.known_by.find(c.by);
  if (known != record.known_by.end() && known->second.version == version &&
      known->second.hosts == x.hosts)
    return done{};
  record.versions.emplace(version, x.messages);
  record.known_by[c.by] = {version, x.hosts};
  drop_versions_of_nobody(record);
  c.events.push_back(type_changed{x.type});
  return done{};
}

void end_types(state& s, context& c, const std::map<session_id, session_end>& ended) {
  for (auto at = s.types.begin(); at != s.types.end();) {
    auto here = at++;
    auto& record = here->second;
    std::size_t lost = 0;
    for (const auto& [session, why] : ended) lost += record.known_by.erase(session);
    if (lost == 0) continue;
    c.events.push_back(type_changed{here->first});
    drop_versions_of_nobody(record);
    if (record.known_by.empty()) s.types.erase(here);
  }
}

} // namespace ringleader::registry

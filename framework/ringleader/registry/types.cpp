// SPDX-License-Identifier: BSD-3-Clause
// Entity types: who knows which, by what signature of messages.
#include <ringleader/registry/execute.hpp>

namespace ringleader::registry {

outcome execute(state& s, context& c, const announce_type& x) {
  auto at = s.types.find(x.type);
  if (at == s.types.end()) {
    if (s.types.size() >= types_max)
      return refuse(errc::overloaded, "the cluster knows too many entity types");
    at = s.types.emplace(x.type, type_record{}).first;
  }
  auto& record = at->second;
  bool alone =
    record.known_by.empty() || (record.known_by.size() == 1 && record.known_by.count(c.by) != 0);
  if (record.signature != x.signature && !alone)
    return refuse(errc::incompatible_type, "entity type '" + x.type + "' has signature " +
                                             to_hex(record.signature) + " at the other members, " +
                                             to_hex(x.signature) + " at this one");
  auto known = record.known_by.find(c.by);
  if (known != record.known_by.end() && known->second == x.hosts && record.signature == x.signature)
    return done{};
  record.signature = x.signature;
  record.known_by[c.by] = x.hosts;
  c.events.push_back(type_changed{x.type});
  return done{};
}

void end_types(state& s, context& c, const std::map<session_id, session_end>& ended) {
  for (auto at = s.types.begin(); at != s.types.end();) {
    auto here = at++;
    std::size_t lost = 0;
    for (const auto& [session, why] : ended) lost += here->second.known_by.erase(session);
    if (lost == 0) continue;
    c.events.push_back(type_changed{here->first});
    if (here->second.known_by.empty()) s.types.erase(here);
  }
}

} // namespace ringleader::registry

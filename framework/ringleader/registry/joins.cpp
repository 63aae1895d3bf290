// SPDX-License-Identifier: BSD-3-Clause
// join: who may open a session, and what the start of a member replaces.
#include <ringleader/registry/execute.hpp>
#include <ringleader/registry/member_check.hpp>

#include <algorithm>

namespace ringleader::registry {

namespace {

/// The answer to a boot that the registry knows: a repetition, or the echo of an earlier life.
std::optional<outcome> known_boot(const state& s, const join& x) {
  for (const auto& [name, record] : s.members) {
    const auto& m = record.present;
    if (m.boot == x.boot && alive(m) && name == x.name) return joined{m.session, m.incarnation};
    if (m.boot == x.boot && alive(m))
      return refuse(errc::refused, "this process has joined as " + name + " before");
    const auto& past = record.past_boots;
    if (m.boot == x.boot || std::find(past.begin(), past.end(), x.boot) != past.end())
      return refuse(errc::unknown_session, "the session of this process has ended; start it again");
  }
  return std::nullopt;
}

/// A member of another name that lives on the same data directory: somebody copied it.
const member* shares_store(const state& s, const join& x) {
  for (const auto& [name, record] : s.members)
    if (alive(record.present) && record.present.store == x.store && name != x.name)
      return &record.present;
  return nullptr;
}

/// Makes room for a new name; false if nobody can be forgotten. Names order what is otherwise
/// equal.
bool make_room(state& s, context& c) {
  if (s.members.size() < members_max) return true;
  for (auto fading : {member_state::removed, member_state::down}) {
    auto at = std::find_if(s.members.begin(), s.members.end(),
                           [&](const auto& item) { return item.second.present.state == fading; });
    if (at == s.members.end()) continue;
    s.members.erase(at);
    c.view_moved = true;
    return true;
  }
  return false;
}

joined open_session(state& s, context& c, const join& x) {
  auto& record = s.members[x.name];
  auto& m = record.present;
  EXPECTS(!alive(m));
  if (m.boot) {
    record.past_boots.push_back(m.boot);
    if (record.past_boots.size() > past_boots_max)
      record.past_boots.erase(record.past_boots.begin());
  }
  s.last_session = s.last_session.next();
  m.name = x.name;
  m.advertise = x.advertise;
  m.store = x.store;
  m.boot = x.boot;
  m.session = s.last_session;
  m.incarnation = m.incarnation.next();
  enter_state(m, member_state::up);
  m.roles = x.roles;
  m.zone = x.zone;
  m.weight = x.weight;
  m.app_version = x.app_version;
  m.host_boot = x.host_boot;
  m.lock_file = x.lock_file;
  m.feature_level = x.own.feature_level;
  s.sessions.emplace(m.session, session_record{x.name, {}});
  c.view_moved = true;
  c.events.push_back(session_opened{m.boot, m.name, m.session, m.incarnation});
  return {m.session, m.incarnation};
}

} // namespace

outcome execute(state& s, context& c, const join& x) {
  if (auto known = known_boot(s, x)) return *known;
  if (auto fit = compatible(s.settings, x.own); !fit) return refuse(fit.error());
  if (const auto* other = shares_store(s, x))
    return refuse(errc::refused,
                  "the data directory is in use by member " + other->name +
                    "; give each member its own, or wait for its session to end",
                  true);
  auto at = s.members.find(x.name);
  if (at == s.members.end()) {
    if (!make_room(s, c)) return refuse(errc::overloaded, "the cluster has too many members");
  } else if (const auto& old = at->second.present; alive(old)) {
    if (!replaces_at_once(x, old, s.settings))
      return refuse(errc::refused,
                    "member " + x.name + " still has a live session; wait for it to end", true);
    auto old_session = old.session;
    end_sessions(s, c, {{old_session, session_end::replaced}});
    auto answer = open_session(s, c, x);
    keep_partitions(s, c, old_session, answer.session);
    return answer;
  }
  auto answer = open_session(s, c, x);
  settle_partitions(s, c);
  return answer;
}

} // namespace ringleader::registry

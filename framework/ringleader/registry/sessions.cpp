// SPDX-License-Identifier: BSD-3-Clause
// Founding, leaving and the end of sessions; joins.cpp is about their beginning.
#include <ringleader/registry/execute.hpp>

#include <algorithm>

namespace ringleader::registry {

namespace {

void push_events(context& c, const std::vector<lock_event>& events) {
  for (const auto& ev : events) std::visit([&](const auto& x) { c.events.push_back(x); }, ev);
}

member& member_by_session(state& s, session_id session) {
  return s.members.at(s.sessions.at(session).member).present;
}

} // namespace

void enter_state(member& m, member_state to) {
  EXPECTS(allowed(m.state, to));
  m.state = to;
}

void end_sessions(state& s, context& c, const std::map<session_id, session_end>& ended) {
  std::set<session_id> ids;
  for (auto [session, why] : ended) {
    auto& gone = member_by_session(s, session);
    // A replaced member is down for no longer than this entry takes.
    enter_state(gone, why == session_end::left ? member_state::removed : member_state::down);
    gone.session = {};
    c.events.push_back(session_ended{session, gone.name, why});
    s.sessions.erase(session);
    ids.insert(session);
  }
  c.view_moved = true;
  end_types(s, c, ended);
  // Who leaves has nothing under way that could still reach a resource.
  bool orderly = std::all_of(ended.begin(), ended.end(),
                             [](const auto& end) { return end.second == session_end::left; });
  std::vector<lock_event> lock_events;
  s.locks.end_sessions(ids, orderly, s.now, s.tokens, lock_events);
  push_events(c, lock_events);
  c.ended.insert(ids.begin(), ids.end());
}

outcome execute(state& s, context& c, const found& x) {
  if (s.founded) {
    if (x.settings == s.settings) return done{};
    return refuse(errc::refused, "the cluster is founded already: " + to_string(s.settings));
  }
  if (auto valid = x.settings.validate(); !valid) return refuse(valid.error());
  s.founded = true;
  s.settings = x.settings;
  s.table.entries.resize(x.settings.partition_count);
  for (std::uint32_t p = 0; p < x.settings.partition_count; ++p) c.touched.insert(partition_id{p});
  c.events.push_back(settings_changed{s.settings});
  return done{};
}

outcome execute(state& s, context& c, const begin_leave&) {
  auto& leaver = member_by_session(s, c.by);
  if (leaver.state == member_state::leaving) return done{};
  enter_state(leaver, member_state::leaving);
  c.view_moved = true;
  cancel_moves_to(s, c, c.by);
  return done{};
}

outcome execute(state& s, context& c, const leave&) {
  end_sessions(s, c, {{c.by, session_end::left}});
  settle_partitions(s, c);
  return done{};
}

outcome execute(state& s, context& c, const expire_sessions& x) {
  std::map<session_id, session_end> ended;
  for (auto session : x.sessions)
    if (s.sessions.count(session) != 0) ended.emplace(session, session_end::expired);
  if (ended.empty()) return refuse(errc::unknown_session, "none of these sessions is open");
  end_sessions(s, c, ended);
  settle_partitions(s, c);
  expired answer;
  for (auto [session, why] : ended) answer.sessions.push_back(session);
  return answer;
}

outcome execute(state& s, context& c, const forget_member& x) {
  auto at = s.members.find(x.name);
  if (at == s.members.end() || at->second.present.incarnation != x.incarnation)
    return refuse(errc::not_found, "there is no such member with that incarnation");
  auto& known = at->second.present;
  if (known.state == member_state::removed) return done{};
  if (alive(known)) return refuse(errc::refused, "member " + x.name + " has a live session");
  enter_state(known, member_state::removed);
  c.view_moved = true;
  return done{};
}

outcome execute(state& s, context& c, const raise_feature_level& x) {
  if (s.settings.feature_level == x.to) return done{};
  if (x.to != s.settings.feature_level + 1)
    return refuse(errc::refused, "the feature level is " +
                                   std::to_string(s.settings.feature_level) +
                                   " and is raised one by one");
  for (const auto& [name, record] : s.members)
    if (alive(record.present) && record.present.feature_level < x.to)
      return refuse(errc::refused, "member " + name + " knows only feature level " +
                                     std::to_string(record.present.feature_level) +
                                     "; install a newer release there first");
  s.settings.feature_level = x.to;
  c.events.push_back(settings_changed{s.settings});
  return done{};
}

outcome execute(state& s, context&, const skip_tokens& x) {
  if (s.tokens.last() != x.seen)
    return refuse(errc::refused, "the token counter is at " + to_string(s.tokens.last()));
  s.tokens.skip(x.by);
  return done{};
}

} // namespace ringleader::registry

// SPDX-License-Identifier: BSD-3-Clause
#include <ringleader/registry/state_check.hpp>

#include <ringleader/base/hash.hpp>
#include <ringleader/registry/limits.hpp>
#include <ringleader/registry/member_check.hpp>

#include <algorithm>

namespace ringleader::registry {

namespace {

// Nothing that is due lies further ahead than the longest lease or minimum term.
constexpr bounds<registry_time> due_bounds{
  registry_time{}, registry_time_latest + std::max(lock_lease_longest, lock_delay_longest)};
static_assert(election_limits{}.take_over_longest <= lock_lease_longest &&
              election_limits{}.voting_longest <= lock_lease_longest);

bool is_open(const state& s, session_id session) { return s.sessions.count(session) != 0; }

bool is_named(const std::string& name) { return !name.empty() && name.size() <= text_bytes_max; }

/// No counter can reach its end, and registry time is one.
bool counters(const state& s) {
  return s.applied.value <= counter_max && s.last_session.value <= counter_max &&
         s.version.value <= counter_max && s.table.version.value <= counter_max &&
         s.locks.book().next_arrival().value - 1 <= counter_max &&
         s.tokens.last().value <= token_max && s.now >= registry_time{} &&
         s.now <= registry_time_latest;
}

bool settings(const state& s) {
  if (s.founded) return s.settings.validate().ok();
  return s.settings == cluster_settings{} && s.members.empty() && s.sessions.empty() &&
         s.types.empty() && s.locks.book().holds().empty() && s.locks.book().requests().empty() &&
         s.elections.all().empty();
}

bool is_sound(const std::string& name, const member_record& record) {
  const auto& m = record.present;
  auto lives = m.state == member_state::up || m.state == member_state::leaving;
  auto gone = m.state == member_state::down || m.state == member_state::removed;
  if (m.name != name || !is_named(name) || !m.boot || !m.store) return false;
  if (alive(m) ? !lives : !gone) return false;
  if (!m.incarnation || m.incarnation.value > counter_max) return false;
  if (m.feature_level > version_bounds.most) return false;
  if (record.past_boots.size() > past_boots_max) return false;
  return check_member(m).ok();
}

/// Members with a session and sessions with a member are the same.
bool members(const state& s) {
  if (s.members.size() > members_max) return false;
  for (const auto& [name, record] : s.members)
    if (!is_sound(name, record)) return false;
  for (const auto& [session, record] : s.sessions) {
    if (!session || session > s.last_session || !record.window.is_sound()) return false;
    auto at = s.members.find(record.member);
    if (at == s.members.end() || at->second.present.session != session) return false;
  }
  auto living = std::count_if(s.members.begin(), s.members.end(),
                              [](const auto& item) { return alive(item.second.present); });
  return static_cast<std::size_t>(living) == s.sessions.size();
}

bool types(const state& s) {
  if (s.types.size() > types_max) return false;
  return std::all_of(s.types.begin(), s.types.end(), [&](const auto& item) {
    const auto& [versions, known_by] = item.second;
    auto is_version = [&, &of = versions](const auto& known) {
      return is_open(s, known.first) && of.count(known.second.version) != 0;
    };
    auto is_described = [](const auto& version) {
      return version.second.size() <= messages_bytes_max &&
             version.first == stable_hash(version.second);
    };
    return is_named(item.first) && !known_by.empty() && versions.size() <= known_by.size() &&
           std::all_of(versions.begin(), versions.end(), is_described) &&
           std::all_of(known_by.begin(), known_by.end(), is_version);
  });
}

bool table(const state& s) {
  if (s.table.entries.size() != (s.founded ? s.settings.partition_count : 0)) return false;
  return std::all_of(s.table.entries.begin(), s.table.entries.end(), [&](const auto& e) {
    if (e.epoch.value > s.tokens.last().value) return false;
    if (e.owner && (!is_open(s, e.owner) || !e.epoch)) return false;
    if (!e.move) return true;
    return e.owner && is_open(s, e.move->target) && e.move->target != e.owner && e.move->id &&
           e.move->id <= s.applied;
  });
}

/// The book itself knows what stands beside what.
bool locks(const state& s) {
  const auto& book = s.locks.book();
  for (const auto& [token, held] : book.holds()) {
    if (token > s.tokens.last() || !check_wants(held.wants, false, lock_limits{})) return false;
    if (!check_times(std::nullopt, held.delay)) return false;
    if (held.expires && !due_bounds.hold(*held.expires)) return false;
    auto owned = held.owner.holder && is_open(s, held.owner.session);
    if (held.withheld ? held.owner != lock_owner{} : !owned) return false;
    for (auto claim : held.claims)
      if (!claim) return false;
  }
  for (const auto& [arrival, request] : book.requests()) {
    if (!is_open(s, request.owner.session) || !request.owner.holder || !request.claim) return false;
    if (!check_wants(request.wants, false, lock_limits{})) return false;
    if (!check_times(request.lease, request.delay)) return false;
  }
  return true;
}

bool is_sound(const state& s, const std::string& name, const election& held) {
  if (!check_election_name(name, {}) || !check_rules(held.rules, {})) return false;
  if (held.term.value > s.tokens.last().value || held.since < registry_time{} ||
      held.since > s.now || (held.due && !due_bounds.hold(*held.due)))
    return false;
  if (held.winner ? !held.term : !by_votes(held.rules.policy)) return false;
  if (held.candidates.size() > election_limits{}.candidates) return false;
  std::set<candidate_id> seen;
  for (const auto& c : held.candidates) {
    if (!is_open(s, c.id.session) || !seen.insert(c.id).second) return false;
    if (!check_candidacy(name, held.rules, c.id.holder, c.data, {})) return false;
  }
  if (!held.votes.empty() && !by_votes(held.rules.policy)) return false;
  return std::all_of(held.votes.begin(), held.votes.end(),
                     [&](const auto& vote) { return is_open(s, vote.first); });
}

bool elections(const state& s) {
  const auto& all = s.elections.all();
  return all.size() <= election_limits{}.elections &&
         std::all_of(all.begin(), all.end(),
                     [&](const auto& item) { return is_sound(s, item.first, item.second); });
}

} // namespace

result<void> check_state(const state& s) {
  constexpr std::pair<bool (*)(const state&), const char*> checks[]{
    {counters, "a counter or the time is out of range"},
    {settings, "its settings are none that a cluster is founded with"},
    {members, "members and sessions do not belong together"},
    {types, "an entity type is known by nobody"},
    {table, "the partition table names who is not there"},
    {locks, "a lock is held or waited for in a way that cannot be"},
    {elections, "an election has candidates, votes or a winner that cannot be"},
  };
  for (auto [holds, why] : checks)
    if (!holds(s))
      return {errc::malformed, std::string{"the snapshot of the registry is damaged: "} + why};
  return {};
}

} // namespace ringleader::registry

// SPDX-License-Identifier: BSD-3-Clause
#include <ringleader/actors/control_log/grant_reports.hpp>
#include <ringleader/contract/lock_views.hpp>
#include <ringleader/elections/ballot.hpp>

#include <nlohmann/json.hpp>

namespace ringleader {

namespace {

using nlohmann::json;

std::int64_t milliseconds_of(duration d) {
  return std::chrono::duration_cast<std::chrono::milliseconds>(d).count();
}

json party_json(const lock_party& who) {
  return {{"node", who.node}, {"session", who.session.value}, {"owner", who.owner}};
}

json holding_json(const lock_holding& h) {
  json one = party_json(h.who);
  one["token"] = h.token.value;
  one["mode"] = to_string(h.as.mode);
  if (h.as.mode == lock_mode::permits) one["permits"] = h.as.permits;
  if (h.times > 1) one["times"] = h.times;
  one["withheld"] = h.withheld;
  if (h.left) one["left_ms"] = milliseconds_of(*h.left);
  return one;
}

json waiting_json(const lock_waiting& w) {
  json one = party_json(w.who);
  one["mode"] = to_string(w.as.mode);
  if (w.as.mode == lock_mode::permits) one["permits"] = w.as.permits;
  one["names"] = w.names;
  one["waits_for"] = json::array();
  for (const auto& before : w.waits_for) {
    json blocker = party_json(before.who);
    if (before.token) blocker["token"] = before.token.value;
    one["waits_for"].push_back(std::move(blocker));
  }
  one["more"] = w.more;
  return one;
}

std::string node_of(const view& members, session_id session) {
  auto* m = find(members, session);
  return m == nullptr ? std::string{} : m->name;
}

json summary_json(const registry::registry& state, const std::string& name, const election& e) {
  json one{{"name", name},
           {"policy", to_string(e.rules)},
           {"winner", e.winner ? node_of(*state.view(), e.winner->session) : std::string{}},
           {"term", e.term.value},
           {"candidates", e.candidates.size()}};
  if (e.winner) one["in_office_ms"] = milliseconds_of(state.now() - e.since);
  return one;
}

} // namespace

json locks_json(const registry::registry& state, const std::string& prefix) {
  auto seen = list_of(state, list_locks{prefix, {}, listed_locks_max});
  json all{{"index", seen.index.value}, {"locks", json::array()}, {"more", seen.more}};
  for (const auto& lock : seen.locks) {
    json one{{"name", lock.name}, {"holders", lock.holders}, {"waiters", lock.waiters}};
    if (lock.capacity > 0) one["capacity"] = lock.capacity;
    if (lock.first) one["first"] = holding_json(*lock.first);
    all["locks"].push_back(std::move(one));
  }
  return all;
}

json lock_json(const registry::registry& state, const std::string& name) {
  auto seen = state_of(state, name);
  json all{{"index", seen.index.value},
           {"name", name},
           {"holders", json::array()},
           {"waiters", json::array()}};
  if (seen.capacity > 0) all["capacity"] = seen.capacity;
  for (const auto& h : seen.holders) all["holders"].push_back(holding_json(h));
  for (const auto& w : seen.waiters) all["waiters"].push_back(waiting_json(w));
  return all;
}

json elections_json(const registry::registry& state) {
  json all{{"index", state.applied_index().value}, {"elections", json::array()}};
  for (const auto& [name, e] : state.elections().all())
    all["elections"].push_back(summary_json(state, name, e));
  return all;
}

json election_json(const registry::registry& state, const std::string& name) {
  auto* e = state.elections().find(name);
  if (e == nullptr) return {{"error", "nobody stands in an election '" + name + "'"}};
  auto all = summary_json(state, name, *e);
  all["index"] = state.applied_index().value;
  auto support = count_votes(*e, state.voters());
  all["candidates"] = json::array();
  for (const auto& c : e->candidates) {
    json one{{"node", node_of(*state.view(), c.id.session)},
             {"session", c.id.session.value},
             {"holder", c.id.holder.value},
             {"weight", c.weight},
             {"wins", e->winner == c.id}};
    if (by_votes(e->rules.policy)) one["votes"] = support[c.id];
    all["candidates"].push_back(std::move(one));
  }
  if (e->due) all["due_in_ms"] = milliseconds_of(*e->due - state.now());
  return all;
}

} // namespace ringleader

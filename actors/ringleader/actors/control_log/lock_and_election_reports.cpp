// SPDX-License-Identifier: BSD-3-Clause
#include <ringleader/actors/control_log/lock_and_election_reports.hpp>
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

election_summary summary_of(const std::string& name, const election& e) {
  auto winner = e.winner ? std::optional{e.winner->session} : std::nullopt;
  return {name, e.rules, winner, e.term, e.candidates.size(), e.since};
}

json summary_json(const view& members, registry_time now, const election_summary& e) {
  json one{{"name", e.name},
           {"policy", to_string(e.rules)},
           {"winner", e.winner ? node_of(members, *e.winner) : std::string{}},
           {"term", e.term.value},
           {"candidates", e.candidates}};
  if (e.winner) one["leading_ms"] = milliseconds_of(now - e.since);
  return one;
}

} // namespace

std::string node_of(const view& members, session_id session) {
  auto* m = find(members, session);
  return m == nullptr ? std::string{} : m->name;
}

elections_seen elections_of(const registry::registry& state) {
  const auto& all = state.elections().all();
  elections_seen seen{state.applied_index(), state.now(), state.view(), {}, all.size()};
  for (const auto& [name, e] : all) {
    if (seen.elections.size() == listed_elections_max) break;
    seen.elections.push_back(summary_of(name, e));
  }
  return seen;
}

election_seen election_of(const registry::registry& state, const std::string& name) {
  election_seen seen{name, state.applied_index(), state.now(), state.view(), {}, {}};
  if (auto* e = state.elections().find(name)) {
    seen.what = *e;
    if (by_votes(e->rules.policy)) seen.votes = count_votes(*e, state.voters());
  }
  return seen;
}

json locks_json(const lock_list& seen) {
  json all{{"index", seen.index.value}, {"locks", json::array()}, {"more", seen.more}};
  for (const auto& lock : seen.locks) {
    json one{{"name", lock.name}, {"holders", lock.holders}, {"waiters", lock.waiters}};
    if (lock.capacity > 0) one["capacity"] = lock.capacity;
    if (lock.first) one["first"] = holding_json(*lock.first);
    all["locks"].push_back(std::move(one));
  }
  return all;
}

json lock_json(const lock_state& seen) {
  json all{{"index", seen.index.value},
           {"name", seen.name},
           {"holders", json::array()},
           {"waiters", json::array()}};
  if (seen.capacity > 0) all["capacity"] = seen.capacity;
  for (const auto& h : seen.holders) all["holders"].push_back(holding_json(h));
  for (const auto& w : seen.waiters) all["waiters"].push_back(waiting_json(w));
  return all;
}

json elections_json(const elections_seen& seen) {
  json all{{"index", seen.index.value},
           {"elections", json::array()},
           {"count", seen.count},
           {"more", seen.count > seen.elections.size()}};
  for (const auto& e : seen.elections)
    all["elections"].push_back(summary_json(*seen.members, seen.now, e));
  return all;
}

json election_json(const election_seen& seen) {
  if (!seen.what) return {{"error", "nobody campaigns in an election '" + seen.name + "'"}};
  const auto& e = *seen.what;
  auto all = summary_json(*seen.members, seen.now, summary_of(seen.name, e));
  all["index"] = seen.index.value;
  all["candidates"] = json::array();
  for (const auto& c : e.candidates) {
    json one{{"node", node_of(*seen.members, c.id.session)},
             {"session", c.id.session.value},
             {"holder", c.id.holder.value},
             {"weight", c.weight},
             {"wins", e.winner == c.id}};
    if (by_votes(e.rules.policy)) {
      auto votes = seen.votes.find(c.id);
      one["votes"] = votes == seen.votes.end() ? 0 : votes->second;
    }
    all["candidates"].push_back(std::move(one));
  }
  if (e.due) all["due_in_ms"] = milliseconds_of(*e.due - seen.now);
  return all;
}

} // namespace ringleader

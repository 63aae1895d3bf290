// SPDX-License-Identifier: BSD-3-Clause
#include <ringleader/actors/control_log/status_report.hpp>
#include <ringleader/partitions/planner.hpp>

#include <nlohmann/json.hpp>

#include <map>
#include <set>

namespace ringleader {

namespace {

using nlohmann::json;

json members_json(const view& members, const partition_table& table) {
  std::map<session_id, std::uint32_t> owned;
  for (auto& entry : table.entries) ++owned[entry.owner];
  auto list = json::array();
  for (auto& m : members.members)
    list.push_back({{"name", m.name},
                    {"state", to_string(m.state)},
                    {"endpoint", to_string(m.advertise)},
                    {"incarnation", m.incarnation.value},
                    {"session", m.session.value},
                    {"store", to_hex(m.store)},
                    {"zone", m.zone},
                    {"roles", m.roles},
                    {"weight", m.weight},
                    {"version", m.app_version},
                    {"partitions", m.session ? owned[m.session] : 0}});
  return list;
}

json stores_json(const std::vector<store_id>& stores) {
  auto list = json::array();
  for (auto s : stores) list.push_back(to_hex(s));
  return list;
}

/// The name where there is one, for people.
std::string voter_name(const view& members, store_id voter) {
  auto* m = find(members, voter);
  return m == nullptr ? to_hex(voter) : m->name;
}

json voters_json(const status_seen& seen, bool missing_only) {
  std::set<std::string> list;
  for (auto voter : seen.voters) {
    auto* m = find(*seen.members, voter);
    auto is_up = m != nullptr && m->session && m->state == member_state::up;
    if (!missing_only || !is_up) list.insert(voter_name(*seen.members, voter));
  }
  return list;
}

/// As the control leader would plan it.
bool is_balanced(const status_seen& seen) {
  std::vector<plan_member> members;
  auto takers = false;
  for (auto& m : seen.members->members) {
    if (!alive(m)) continue;
    members.push_back({m.session, m.state == member_state::up ? m.weight : 0, m.zone, m.name});
    takers = takers || members.back().weight > 0;
  }
  if (!takers || seen.table->entries.empty()) return false;
  if (!moves_in_flight(*seen.table).empty()) return false;
  return plan_partitions(current_owners(*seen.table), members, seen.placement).moves.empty();
}

json control_json(const status_seen& seen) {
  std::string leader;
  if (seen.leader) {
    auto* m = find(*seen.members, seen.leader);
    leader = m == nullptr ? to_hex(seen.leader) : m->name;
  }
  return {
    {"role", seen.role},
    {"term", seen.term.value},
    {"leader", leader},
    {"commit_index", seen.commit_index.value},
    {"applied_index", seen.applied_index.value},
    {"voters", stores_json(seen.voters)},
    {"voter_names", voters_json(seen, false)},
    {"voters_missing", voters_json(seen, true)},
    {"learners", stores_json(seen.learners)},
    {"late_max_us", std::chrono::duration_cast<std::chrono::microseconds>(seen.late_max).count()},
    {"dropped",
     {{"foreign", seen.dropped.foreign},
      {"malformed", seen.dropped.malformed},
      {"out_of_reach", seen.dropped.out_of_reach},
      {"rival_claims", seen.dropped.rival_claims},
      {"deposals_refused", seen.dropped.deposals_refused}}}};
}

json partitions_json(const view& members, const partition_table& table) {
  auto moves = json::array();
  std::size_t moving = 0;
  std::uint32_t ownerless = 0;
  for (std::size_t i = 0; i < table.entries.size(); ++i) {
    auto& entry = table.entries[i];
    if (!entry.owner) ++ownerless;
    if (!entry.move || ++moving > status_lines_max) continue;
    moves.push_back({{"partition", i},
                     {"from", node_of(members, entry.owner)},
                     {"to", node_of(members, entry.move->target)}});
  }
  return {{"count", table.entries.size()},
          {"version", table.version.value},
          {"ownerless", ownerless},
          {"moves", std::move(moves)},
          {"moving", moving},
          {"more", moving > status_lines_max}};
}

/// False if there is no room for all of them.
bool list_holds(const lock_book& book, std::vector<held_lock>& list) {
  for (auto& [name, slot] : book.slots())
    for (auto& [token, share] : slot.holds()) {
      if (list.size() == status_lines_max) return false;
      list.push_back({name, book.hold(token)->owner, token, slot.waiting().size()});
    }
  return true;
}

} // namespace

grants_seen grants_of(const registry::registry& state) {
  grants_seen seen;
  const auto& book = state.locks().book();
  seen.lock_names = book.slots().size();
  seen.more_locks = !list_holds(book, seen.locks);
  seen.elections = elections_of(state);
  return seen;
}

json status_json(const status_seen& seen) {
  const auto& members = *seen.members;
  json all;
  all["cluster"] = {{"name", seen.cluster_name}, {"id", to_hex(seen.cluster)}};
  all["answered_by"] = seen.answered_by;
  all["control"] = control_json(seen);
  all["port"] = {{"connections_accepted", seen.port.connections_accepted},
                 {"connections_refused", seen.port.connections_refused},
                 {"violations", seen.port.violations}};
  all["members"] = members_json(members, *seen.table);
  all["partitions"] = partitions_json(members, *seen.table);
  all["partitions"]["balanced"] = is_balanced(seen);
  auto locks = json::array();
  for (const auto& held : seen.grants.locks)
    locks.push_back({{"name", held.name},
                     {"node", node_of(members, held.owner.session)},
                     {"holder", to_string(held.owner)},
                     {"token", held.token.value},
                     {"waiters", held.waiters}});
  all["locks"] = std::move(locks);
  all["lock_names"] = seen.grants.lock_names;
  auto elections = json::array();
  for (const auto& e : seen.grants.elections.elections)
    elections.push_back({{"name", e.name},
                         {"winner", node_of(members, e.winner.value_or(session_id{}))},
                         {"term", e.term.value},
                         {"candidates", e.candidates}});
  all["elections"] = std::move(elections);
  all["election_names"] = seen.grants.elections.count;
  all["more"] = seen.grants.more_locks || seen.grants.elections.count > elections.size();
  return all;
}

} // namespace ringleader

// SPDX-License-Identifier: BSD-3-Clause
#include <ringleader/actors/control_log/cluster_changes.hpp>

#include <algorithm>
#include <map>

namespace ringleader {

namespace {

/// Of the latest life in the view.
const member* in(const view& all, const member& who) { return find(all, who.name); }

std::string name_of(const view& all, session_id session) {
  auto* m = find(all, session);
  return m == nullptr ? "session " + to_string(session) : m->name;
}

void tell_members(const view& before, const view& now, std::vector<cluster_change>& out) {
  for (auto& m : now.members) {
    auto* was = in(before, m);
    if (was != nullptr && was->state == m.state && was->session == m.session) continue;
    out.push_back({"member is " + to_string(m.state), m.name, "at " + to_string(m.advertise)});
  }
  for (auto& m : before.members)
    if (in(now, m) == nullptr)
      out.push_back({"member is gone", m.name, "removed from the cluster"});
}

/// From owners whose session has ended.
void tell_failovers(const cluster_seen& before, const cluster_seen& now,
                    std::vector<cluster_change>& out) {
  struct loss {
    std::map<std::string, std::size_t> takers;
    std::size_t count = 0;
    partition_epoch epoch;
  };
  std::map<session_id, loss> losses;
  auto& old = before.table->entries;
  auto& entries = now.table->entries;
  for (std::size_t i = 0; i < std::min(old.size(), entries.size()); ++i) {
    auto from = old[i].owner;
    if (!from || from == entries[i].owner || find(*now.members, from) != nullptr) continue;
    auto& lost = losses[from];
    ++lost.count;
    lost.epoch = std::max(lost.epoch, entries[i].epoch);
    ++lost.takers[entries[i].owner ? name_of(*now.members, entries[i].owner) : "nobody yet"];
  }
  for (auto& [from, lost] : losses) {
    std::string takers;
    for (auto& [name, count] : lost.takers)
      takers += (takers.empty() ? "" : ", ") + std::to_string(count) + " to " + name;
    out.push_back({"partitions go to others", name_of(*before.members, from),
                   std::to_string(lost.count) + " partitions: " + takers + ", up to epoch " +
                     to_string(lost.epoch)});
  }
}

} // namespace

std::vector<cluster_change> changes_between(const cluster_seen& before, const cluster_seen& now) {
  std::vector<cluster_change> out;
  if (!before.members || !before.table || !now.members || !now.table) return out;
  if (before.members != now.members) tell_members(*before.members, *now.members, out);
  if (before.table != now.table) tell_failovers(before, now, out);
  return out;
}

std::size_t served_by(const partition_table& table, session_id who) {
  if (!who) return 0;
  return static_cast<std::size_t>(
    std::count_if(table.entries.begin(), table.entries.end(),
                  [&](const partition_entry& e) { return e.owner == who; }));
}

} // namespace ringleader

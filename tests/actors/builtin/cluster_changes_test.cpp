// SPDX-License-Identifier: BSD-3-Clause
// What an operator reads of the cluster: one line for a member, whatever the number of partitions.
#include <ringleader/actors/control_log/cluster_changes.hpp>

#include <catch2/catch.hpp>

using namespace ringleader;

namespace {

member of(const std::string& name, std::uint64_t session, member_state state) {
  member m;
  m.name = name;
  m.advertise = {name, 4700};
  m.session = session_id{session};
  m.state = state;
  return m;
}

/// Two members; each owns every second partition of eight.
struct pair_of_nodes {
  view members{view_version{1}, {of("a", 1, member_state::up), of("b", 2, member_state::up)}};
  partition_table table;

  pair_of_nodes() {
    for (std::uint64_t i = 0; i < 8; ++i)
      table.entries.push_back({partition_epoch{1}, session_id{1 + i % 2}, {}});
  }

  cluster_seen seen() const {
    return {std::make_shared<const view>(members), std::make_shared<const partition_table>(table)};
  }
};

std::string text(const std::vector<cluster_change>& all) {
  std::string lines;
  for (auto& c : all) lines += c.text + ": " + c.member + ": " + c.what + "\n";
  return lines;
}

} // namespace

TEST_CASE("a lost member and who takes its partitions are told at once") {
  pair_of_nodes nodes;
  auto before = nodes.seen();
  nodes.members.members[1] = of("b", 0, member_state::down);
  for (auto& e : nodes.table.entries)
    if (e.owner == session_id{2}) e = {partition_epoch{7}, session_id{1}, {}};
  CHECK(text(changes_between(before, nodes.seen())) ==
        "member is down: b: at b:4700\n"
        "partitions go to others: b: 4 partitions: 4 to a, up to epoch 7\n");
}

TEST_CASE("moves between members that are up show in what each serves alone") {
  pair_of_nodes nodes;
  auto before = nodes.seen();
  nodes.table.entries[0] = {partition_epoch{2}, session_id{2}, {}};
  CHECK(changes_between(before, nodes.seen()).empty());
  CHECK(served_by(nodes.table, session_id{1}) == 3);
  CHECK(served_by(nodes.table, session_id{2}) == 5);
  CHECK(served_by(nodes.table, {}) == 0);
}

TEST_CASE("who comes and who is removed is told, and nothing of what stays") {
  pair_of_nodes nodes;
  auto before = nodes.seen();
  CHECK(changes_between(before, nodes.seen()).empty());
  nodes.members.members = {of("a", 1, member_state::up), of("c", 3, member_state::joining)};
  CHECK(text(changes_between(before, nodes.seen())) ==
        "member is joining: c: at c:4700\n"
        "member is gone: b: removed from the cluster\n");
  CHECK(changes_between({}, nodes.seen()).empty());
}

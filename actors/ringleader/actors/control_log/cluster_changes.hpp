// SPDX-License-Identifier: BSD-3-Clause
/// cluster_changes: what an operator reads in a node's log of what happens to its cluster: who
/// came, left or went down, whose partitions went to whom, how many this node serves.
///
///   for (auto& change : changes_between(before, now)) log::info(area, change.text, ...);
///
/// Pure. One line for each member that changed and for each owner that lost partitions, so at most
/// two for each member of the cluster, whatever the number of partitions. Moves between members
/// that are up show in the number that a node serves, which is told apart.
#pragma once

#include <ringleader/membership/view.hpp>
#include <ringleader/partitions/partition_table.hpp>

#include <memory>
#include <string>
#include <vector>

namespace ringleader {

struct cluster_seen {
  std::shared_ptr<const view> members;
  std::shared_ptr<const partition_table> table;
};

/// In the words of the log: `text`, then `what`, as key=value pairs.
struct cluster_change {
  std::string text;
  std::string member;
  std::string what;
};

/// Nothing where one of the two is not known.
std::vector<cluster_change> changes_between(const cluster_seen& before, const cluster_seen& now);

/// Partitions of that session; none for none.
std::size_t served_by(const partition_table& table, session_id who);

} // namespace ringleader

// SPDX-License-Identifier: BSD-3-Clause
/// cluster_changes: what an operator reads in a node's log of what happens to its cluster: who
/// came, left or went down, whose partitions went to whom, how many this node serves.
///
///   for (auto& change : changes_between(before, now, own)) log::info(area, change.text, ...);
///
/// Pure. One line for each member that changed and for each owner that lost partitions, so at most
/// three for each member of the cluster, whatever the number of partitions. Moves between members
/// that are up are told when they are over, as the number that this node serves.
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

/// own: this node's session; none if it has none. Nothing where one of the two is not known.
std::vector<cluster_change> changes_between(const cluster_seen& before, const cluster_seen& now,
                                            session_id own);

} // namespace ringleader

// SPDX-License-Identifier: BSD-3-Clause
/// migration_report: what a change of nodes moves, before it is done, and how that compares with
/// the least that any placement must move. Exact: rings are compared arc by arc, lists item by
/// item.
///
///   auto after = ring;
///   after.add("d");
///   std::cout << to_string(compare(ring, after));   // moved=0.2481 ideal=0.25 ...
///
/// Numbers are whole amounts of `total`; only the text form divides.
/// Invariants: the sums of before, of after and total are equal; gained - lost = after - before.
#pragma once

#include <ringleader/partitions/consistent_hash.hpp>

namespace ringleader {

struct node_migration {
  key_amount before = 0;
  key_amount after = 0;
  key_amount gained = 0;
  key_amount lost = 0;
};

struct migration_report {
  key_amount total = 0; ///< 2^64 for rings, the number of items for lists
  key_amount moved = 0;
  /// Rings: what must move for everybody to have its share by weight. Lists: what must move to get
  /// from the counts before to the counts after.
  key_amount ideal = 0;
  /// Moved from one node to another though both are there before and after.
  key_amount between_survivors = 0;
  /// By name; "" stands for "no owner".
  std::map<std::string, node_migration> nodes;
};

migration_report compare(const consistent_hash& before, const consistent_hash& after);

/// Owners by item, for partition tables and other lists; "" is no owner. EXPECTS equal sizes.
migration_report compare(const std::vector<std::string>& before,
                         const std::vector<std::string>& after);

/// "moved=0.091 ideal=0.0909 between_survivors=0", then a line for each node.
std::string to_string(const migration_report& report);

} // namespace ringleader

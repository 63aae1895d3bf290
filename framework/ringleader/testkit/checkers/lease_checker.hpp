// SPDX-License-Identifier: BSD-3-Clause
/// lease_checker: no two nodes may take themselves for the owner of one role at the same true time.
///
///   checker.holds(node, roles, lease_end, now);   // whenever either changes; true time
///   if (auto clash = checker.clash()) report(*clash);
///
/// A role is a bit: a partition, or the leadership of an election. A node holds it while its own
/// registry names it the owner and its lease is valid by its own clock; a node that is paused does,
/// too, until its lease is over. An overlap can only begin where a node gains a role or time, so it
/// is enough to look then, at all others.
#pragma once

#include <ringleader/base/time.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace ringleader::testkit {

class lease_checker {
public:
  explicit lease_checker(std::size_t nodes) : nodes_(nodes) {}

  /// What clashes, if anything does.
  std::optional<std::string> holds(std::size_t node, std::uint64_t roles, instant until,
                                   instant now) {
    nodes_[node] = {roles, until};
    if (roles == 0 || until <= now) return std::nullopt;
    for (std::size_t other = 0; other < nodes_.size(); ++other) {
      if (other == node || nodes_[other].until <= now) continue;
      ++checks_;
      if (auto both = nodes_[other].roles & roles; both != 0)
        return "nodes " + std::to_string(other) + " and " + std::to_string(node) +
               " hold valid leases of roles " + std::to_string(both);
    }
    return std::nullopt;
  }

  /// Pairs of nodes with valid leases that were compared.
  std::uint64_t checks() const { return checks_; }

private:
  struct holder {
    std::uint64_t roles = 0;
    instant until{};
  };

  std::vector<holder> nodes_;
  std::uint64_t checks_ = 0;
};

} // namespace ringleader::testkit

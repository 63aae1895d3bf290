// SPDX-License-Identifier: BSD-3-Clause
/// status_report: what a node answers to "status": the cluster as its control log has it.
///
///   auto seen = status_seen{...};      // on the control log's thread: pointers and a bounded copy
///   auto text = status_json(seen);     // anywhere
///
/// Of locks, elections and moves at most status_lines_max each are listed; "more" says that some
/// were left out, beside how many there are: `locks PREFIX` and `elections` show others.
///
/// "late_max_us": the longest that the thread of the control plane was late for one of its
/// deadlines since the node's start. One that comes near the election timeout costs a leader its
/// leadership: the process was stopped, or the machine has more to do than it can.
///
/// "balanced": every member that is up owns its share and nothing moves. "voters_missing": voters
/// whose node is not up; while there is one, to stop another node may cost the majority.
#pragma once

#include <ringleader/actors/control_log/lock_and_election_reports.hpp>
#include <ringleader/base/ports/transport.hpp>
#include <ringleader/control/control_machine.hpp>
#include <ringleader/partitions/placement.hpp>

namespace ringleader {

inline constexpr std::size_t status_lines_max = 1'000;

struct held_lock {
  std::string name;
  lock_owner owner;
  fencing_token token;
  std::size_t waiters = 0;
};

/// From the registry alone.
struct grants_seen {
  std::vector<held_lock> locks;
  bool more_locks = false;
  std::size_t lock_names = 0; ///< of all
  elections_seen elections;
};

grants_seen grants_of(const registry::registry& state);

struct status_seen {
  std::string cluster_name;
  cluster_id cluster;
  std::string answered_by;
  std::string role; ///< in the control log
  raft_term term;
  store_id leader;
  log_index commit_index;
  log_index applied_index;
  std::vector<store_id> voters;
  std::vector<store_id> learners;
  std::shared_ptr<const view> members;
  std::shared_ptr<const partition_table> table;
  ringleader::placement placement = ringleader::placement::balanced;
  transport_counters port;
  control::dropped_counts dropped;
  duration late_max{}; ///< the longest that the control plane was late since the node's start
  grants_seen grants;
};

nlohmann::json status_json(const status_seen& seen);

} // namespace ringleader

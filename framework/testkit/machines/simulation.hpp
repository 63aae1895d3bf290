// SPDX-License-Identifier: BSD-3-Clause
/// run_simulation: one Raft group, its clients and its misfortunes, all from one seed.
///
/// The real machines run on a simulated network (every message encoded and decoded), disk and
/// clock; a nemesis crashes, cuts, pauses and slows them while clients write and read; after every
/// step the invariants of raft_checker must hold. Then everything heals, and within
/// `liveness_bound`, and 10ms for each entry that a node is behind, a new command must be
/// acknowledged and applied on every node. The seed also draws the climate of the run: delays,
/// losses, disk latency, sizes, how often the nemesis strikes.
///
///   simulation_options options;
///   options.seed = 7;
///   auto report = run_simulation(options);
///   if (!report.ok()) std::cerr << to_string(report);      // says how to replay it
///
/// The same options give the same run, trace hash included, on every platform.
/// Does not run actors, drivers or sockets; that is what the cluster simulation does.
#pragma once

#include <ringleader/testkit/machines/planted_fault.hpp>
#include <ringleader/testkit/machines/violation.hpp>

#include <iosfwd>
#include <optional>
#include <string>

namespace ringleader::testkit {

/// T of every simulated group. Five times what a node has by default: the delays that are drawn are
/// as long as on a bad day in either case, and heartbeats cost most of a run.
inline constexpr duration simulated_election_timeout = std::chrono::seconds{1};

/// m: 4 % of a session of 8 T.
inline constexpr duration simulated_drift_margin = std::chrono::milliseconds{320};

/// From the last fault to a command applied on all nodes: the silence of a restarted node,
/// elections that collide, a follower that catches up. 20 T.
inline constexpr duration liveness_bound = 20 * simulated_election_timeout;

struct simulation_options {
  std::uint64_t seed = 1;
  /// Voters: 1, 3, 5 or 7.
  std::size_t nodes = 3;
  /// Nodes beside them that are fed the log and do not vote. Range 0 .. 2.
  std::size_t learners = 0;
  /// True time under faults, before healing. Longer: more faults on one history, fewer seeds.
  duration faulty_time = std::chrono::seconds{40};
  planted_fault plant = planted_fault::none;
  /// Where each step is written as a line; for reading a replayed seed.
  std::ostream* log = nullptr;
};

struct simulation_report {
  simulation_options options;
  std::optional<violation> found; // the run ends at the first
  bool converged = false;         // false after a violation, too
  std::string stuck_at;           // each node's state, if it did not converge
  std::uint64_t acknowledged = 0; // commands
  std::uint64_t reads = 0;        // answered
  std::uint64_t elections = 0;    // terms with a leader
  std::uint64_t crashes = 0;
  std::uint64_t faults = 0; // of all kinds, crashes included
  std::uint64_t steps = 0;  // of machines
  duration time = duration::zero();
  duration healed_in = duration::zero(); // from the last fault to convergence
  std::uint64_t trace_hash = 0;

  bool ok() const { return !found && converged; }
};

simulation_report run_simulation(const simulation_options& options);

/// Runs the seed twice; trace_differs if the two runs are not the same.
simulation_report run_simulation_twice(const simulation_options& options);

/// One line on a good run; on a bad one what was found and the command that replays it.
std::string to_string(const simulation_report& report);

} // namespace ringleader::testkit

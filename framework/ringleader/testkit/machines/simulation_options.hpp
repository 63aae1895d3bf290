// SPDX-License-Identifier: BSD-3-Clause
/// simulation_options: what a run of the simulator is told, the times that all runs share, and what
/// a run reports (simulation.hpp says how to run one).
#pragma once

#include <ringleader/base/mutant.hpp>
#include <ringleader/base/time.hpp>
#include <ringleader/testkit/checkers/violation.hpp>

#include <iosfwd>
#include <optional>
#include <string>

namespace ringleader::testkit {

/// T of every simulated group. Far above what a node has by default: the delays that are drawn are
/// as long as on a bad day in either case, and heartbeats cost most of a run.
inline constexpr duration simulated_election_timeout = std::chrono::milliseconds{1500};

/// m: 4 % of a session of 8 T.
inline constexpr duration simulated_drift_margin = std::chrono::milliseconds{480};

/// The session times of it.
inline constexpr duration simulated_ttl = 8 * simulated_election_timeout;

/// From the last fault to the end of healing: a session that must end first, the silence of a
/// restarted node, elections that collide, a follower that catches up; where a voter was wiped, the
/// time after which it counts as gone comes on top, and 10ms for each entry that a node is behind.
inline constexpr duration liveness_bound = 30 * simulated_election_timeout;

struct simulation_options {
  std::uint64_t seed = 1;
  /// Voters: 1, 3, 5 or 7.
  std::size_t nodes = 3;
  /// One of the voters sends whatever it likes (hostile_member.hpp); the others must go on.
  bool hostile = false;
  /// True time under faults, before healing. Longer: more faults on one history, fewer seeds.
  duration faulty_time = std::chrono::seconds{45};
  /// The bug that the machines have; none where they were not built to have any.
  mutant planted = mutant::none;
  /// Where each step is written as a line; for reading a replayed seed.
  std::ostream* log = nullptr;
};

struct simulation_report {
  simulation_options options;
  std::optional<violation> found;          // the run ends at the first
  bool converged = false;                  // false after a violation, too
  std::string stuck_at;                    // each node's state, if it did not converge
  std::uint64_t acknowledged = 0;          // commands
  std::uint64_t reads = 0;                 // answered
  std::uint64_t acknowledged_quiet = 0;    // commands, while no fault lasted
  duration quiet_time = duration::zero();  // no fault lasted
  duration faulty_time = duration::zero(); // until the healing
  std::uint64_t elections = 0;             // terms with a leader
  std::uint64_t crashes = 0;
  std::uint64_t faults = 0; // of all kinds, crashes included
  std::uint64_t steps = 0;  // of machines
  std::uint64_t lies = 0;   // that a hostile member sent
  std::uint64_t lease_checks = 0;
  duration time = duration::zero();
  duration healed_in = duration::zero(); // from the last fault to convergence
  std::uint64_t trace_hash = 0;

  bool ok() const { return !found && converged; }
};

} // namespace ringleader::testkit

// SPDX-License-Identifier: BSD-3-Clause
/// run_simulation: the control log of one cluster, its nodes, their clients and their misfortunes,
/// all from one seed.
///
/// The real machines (Raft, registry, leader's tasks, leases) run on a simulated network, disk and
/// clock; a nemesis crashes, cuts, pauses, wipes and slows them and changes who votes, while every
/// node keeps a session, takes locks, serves partitions and reads. After every step the invariants
/// of raft_checker, registry_checker and lease_checker must hold. Then everything heals, and within
/// `liveness_bound` every node must have a valid lease, a command of its own acknowledged that was
/// sent after the faults, and the newest state; an odd number of living stores must vote. The seed
/// also draws the climate of the run: delays, losses, disk latency, sizes, which faults there are.
///
///   simulation_options options;
///   options.seed = 7;
///   auto report = run_simulation(options);
///   if (!report.ok()) std::cerr << to_string(report);      // says how to replay it
///
/// The same options give the same run, trace hash included, on every platform. Where the machines
/// were built with mutants, the one that is on breaks them (see base/mutant.hpp).
/// Does not run actors, drivers or sockets; that is what the cluster simulation does.
#pragma once

#include <ringleader/testkit/machines/simulation_options.hpp>

#include <string>

namespace ringleader::testkit {

simulation_report run_simulation(const simulation_options& options);

/// Runs the seed twice; trace_differs if the two runs are not the same.
simulation_report run_simulation_twice(const simulation_options& options);

/// One line on a good run; on a bad one what was found and the command that replays it.
std::string to_string(const simulation_report& report);

} // namespace ringleader::testkit

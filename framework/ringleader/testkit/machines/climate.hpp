// SPDX-License-Identifier: BSD-3-Clause
/// climate: what one seed draws for its whole run.
///
/// Runs differ in kind, not only in detail: one has a lossy network and a fast disk, the next a
/// nemesis that only crashes. A run with some kinds of faults left out reaches states that a run
/// with all of them never stays in (Groce et al., "Swarm testing", ISSTA 2012).
#pragma once

#include <ringleader/testkit/machines/load_options.hpp>
#include <ringleader/testkit/machines/simulation_options.hpp>
#include <ringleader/testkit/world/simulated_network.hpp>

#include <array>

namespace ringleader::testkit {

enum class fault_kind : std::uint8_t {
  crash,            // one node, restarted later
  crash_amid,       // one node, between two effects of one step
  fell_next_leader, // whoever is elected next, with some of its first entries out
  power_loss,       // all nodes at once
  partition,        // two sides
  one_way_cut,      // one direction of one link
  isolate_leader,   // the leader against all others
  deafen_leader,    // the leader hears nobody, but is heard
  isolate_long,     // one node against all others, for longer than a session lasts
  pause,            // one node stands still for longer than T
  pause_leader,
  pause_long, // one node stands still for longer than a lease
  loss_burst,
  delay_burst,
  slow_disk,
  failed_write,
  wipe,           // one node loses its directory and comes back under a new store id
  change_members, // a voter or learner, added or taken out, past the leader's policy
  orphan_change,  // the same at a leader that is cut off, which is restarted before it can hear
  restart_voter,  // one voter does not hear the leader, another one forgets that it did
  transfer,       // leadership, to any node
  rank,           // voters, in any order
  rebuild_actor,  // one part of one node's member dies alone, and begins anew soon
  leave,          // one node is told to leave the cluster, and started again later
};

inline constexpr std::size_t fault_kinds = 24;

struct climate {
  network_weather weather;
  duration disk_min = std::chrono::microseconds{50};
  duration disk_max = std::chrono::milliseconds{2};
  std::uint32_t disk_grouped = 0; // of a thousand syncs, those that take all that waits
  std::int64_t rate_error_ppm_max = 0;
  bool founding = true;   // the first start founds the group; otherwise it is a restart
  std::size_t spares = 0; // nodes beyond the voters: learners
  bool lease_reads = false;
  bool encoded = false;            // every message goes over the wire as bytes
  std::uint64_t compact_after = 0; // entries
  std::size_t trailing_entries = 0;
  std::size_t append_bytes_max = 0;
  std::size_t inflight_max = 0;
  std::size_t pending_entries_max = 0;
  duration gone_after = std::chrono::seconds{20}; // see control_config
  duration strike_pause_max = std::chrono::seconds{1};
  std::array<bool, fault_kinds> strikes{};
  load_options load;
  bool slow_disks = false; // each sync takes longer than T
  bool rush = false;       // after the faults requests come faster than they can be answered
};

climate draw_climate(std::size_t nodes, random_source& random);

} // namespace ringleader::testkit

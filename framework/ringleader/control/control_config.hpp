// SPDX-License-Identifier: BSD-3-Clause
/// control_config: the knobs of one node's part in the control log.
#pragma once

#include <ringleader/consensus/raft_config.hpp>
#include <ringleader/registry/settings.hpp>

namespace ringleader::control {

struct control_config {
  consensus::raft_config raft;

  /// What this node is configured with; the session times are those of it.
  registry::cluster_settings own;

  /// A leader looks this often at what is due. Shorter: sessions expire and retries go out closer
  /// to their time. Range 1ms .. election_timeout.
  duration duty_interval = std::chrono::milliseconds{20};

  /// Entries after which the log's head is dropped, up to a quarter less on some nodes, so that not
  /// all do it at once; a state that is larger than what these entries
  /// hold waits up to 16 times as long, so that writing snapshots never costs more than the log.
  /// More: longer restarts, fewer snapshots. Range 1 .. 1048576.
  std::uint64_t compact_after = 16'384;

  /// Voters that a growing cluster aims at: 1, 3, 5 or 7. More survive more failures and make each
  /// commit wait for more disks. Founders beyond it stay.
  std::size_t voters = 3;

  /// A voter without a session for so long is replaced if a learner can take its place, a learner
  /// taken out. Longer than a restart takes.
  duration gone_after = std::chrono::seconds{30};

  /// Each entry is also an effect when it is committed, for those who watch: it costs a copy.
  bool tells_committed = false;

  /// invalid_option with what is wrong and what is allowed.
  result<void> validate() const;
};

} // namespace ringleader::control

// SPDX-License-Identifier: BSD-3-Clause
/// control_config: the knobs of one node's part in the control log.
#pragma once

#include <ringleader/consensus/raft_config.hpp>
#include <ringleader/consensus/types.hpp>
#include <ringleader/registry/settings.hpp>

namespace ringleader::control {

struct control_config {
  consensus::raft_config raft;

  /// What this node is configured with; the session times are those of it.
  registry::cluster_settings own;

  /// A leader looks this often at what is due. Shorter: sessions expire and retries go out closer
  /// to their time. At most the election timeout.
  duration task_interval = std::chrono::milliseconds{20};
  static constexpr duration task_interval_least = std::chrono::milliseconds{1};

  /// Entries after which the log's head is dropped, up to a quarter less on some nodes, so that not
  /// all do it at once; a state that is larger than what these entries
  /// hold waits up to 16 times as long, so that writing snapshots never costs more than the log.
  /// More: longer restarts, fewer snapshots.
  std::uint64_t compact_after = 16'384;
  static constexpr bounds<std::uint64_t> compact_bounds{1, 1 << 20};

  /// Voters that a growing cluster aims at, an odd number: an even one survives no more failures
  /// than the one below it. More survive more failures and make each commit wait for more disks.
  /// Founders beyond it stay.
  std::size_t voters = 3;
  static constexpr bounds<std::size_t> voters_bounds{1, consensus::configuration::target_max};

  /// A voter without a session for so long is replaced if a learner can take its place, a learner
  /// taken out. Longer than a restart takes, and not before its session can have ended.
  duration gone_after = std::chrono::seconds{30};

  /// Each entry is also an effect when it is committed, for those who watch: it costs a copy.
  bool tells_committed = false;

  /// invalid_option with what is wrong, what is allowed and why.
  result<void> validate(const field_names& called = {}) const;
};

} // namespace ringleader::control

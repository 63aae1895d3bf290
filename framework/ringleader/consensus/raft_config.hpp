// SPDX-License-Identifier: BSD-3-Clause
/// raft_config: the knobs of one Raft group at one server. Timeouts must be equal on all servers:
/// vote stickiness at one is what the read lease of another counts on.
#pragma once

#include <ringleader/base/bounds.hpp>
#include <ringleader/base/field_names.hpp>
#include <ringleader/base/ids.hpp>

#include <cstddef>
#include <cstdint>

namespace ringleader::consensus {

struct raft_config {
  group_id group;
  cluster_id cluster;
  store_id self;

  /// A leader starts a heartbeat round this often. Shorter: more messages, earlier notice of lost
  /// ones. At most T / rounds_in_timeout, so that two lost rounds do not make an election.
  duration heartbeat = std::chrono::milliseconds{50};
  static constexpr int rounds_in_timeout = 3;

  /// T. A follower campaigns after T..2T without a leader, drawn anew each time; it refuses votes
  /// within T of hearing one; a leader that no majority answered for T steps down. Longer: slower
  /// failover; shorter: elections when a disk or a network stalls.
  duration election_timeout = std::chrono::milliseconds{200};
  static constexpr bounds<duration> election_timeout_bounds{std::chrono::milliseconds{10},
                                                            std::chrono::minutes{1}};
  static constexpr bounds<duration> heartbeat_bounds{
    std::chrono::milliseconds{1}, election_timeout_bounds.most / rounds_in_timeout};

  /// m. A started voter stays silent for 2T + m: clocks may drift apart by so much in that time.
  /// A long session needs a wide margin.
  duration drift_margin = std::chrono::milliseconds{100};
  static constexpr bounds<duration> drift_margin_bounds{duration::zero(), std::chrono::minutes{1}};

  /// Bytes of entries in one append request; a single command must fit too. Larger: fewer, longer
  /// messages. The system lane takes frames up to 64 KiB.
  std::size_t append_bytes_max = 48 * 1024;
  static constexpr bounds<std::size_t> append_bytes_bounds{1024, 60 * 1024};

  /// Append requests with entries on their way to one server. Larger: better use of a long link,
  /// more to send again after a loss.
  std::size_t inflight_max = 64;
  static constexpr bounds<std::size_t> inflight_bounds{1, 1024};

  /// Entries, and bytes of them, that a leader takes before they are committed; more are refused
  /// as overloaded. The bytes must have room for one append.
  std::size_t pending_entries_max = 4096;
  std::size_t pending_bytes_max = 16 * 1024 * 1024;
  static constexpr std::size_t pending_bytes_most = std::size_t{1} << 30;

  /// Reads that wait for their round; more fail.
  std::size_t pending_reads_max = 4096;

  /// Marks that wait for their round; more fail.
  std::size_t pending_marks_max = 4096;

  /// Of entries, reads and marks.
  static constexpr bounds<std::size_t> pending_bounds{1, 1 << 20};

  /// Keys that a voter remembers as heard from; marks of more fail. All of them travel with a vote,
  /// so they must fit into one frame. More: more sessions.
  std::size_t marks_max = 4096;
  static constexpr bounds<std::size_t> marks_bounds{1, 4096};

  /// How long a voter remembers a mark; who was not heard from for so long is not listed. Longer
  /// than the longest session and its margins, or its end is known late.
  duration mark_memory = std::chrono::minutes{1};
  static constexpr bounds<duration> mark_memory_bounds{std::chrono::milliseconds{10},
                                                       std::chrono::hours{1}};

  /// Entries that stay in the log behind a snapshot, so that a server which was away for a moment
  /// is not sent all of it. More: more memory and disk.
  std::size_t trailing_entries = 4096;
  static constexpr bounds<std::size_t> trailing_bounds{0, 1 << 20};

  /// Bytes of a snapshot; it is in memory, twice while it arrives.
  std::size_t snapshot_bytes_max = 256 * 1024 * 1024;
  static constexpr bounds<std::size_t> snapshot_bytes_bounds{1024, 1 << 30};

  /// A leader answers reads at once for T - m after the start of a round that a majority answered.
  /// On: no message for a read, but a clock that is wrong by more than m in T, or stopped by a
  /// hypervisor, makes it stale. Off: each read waits for a round. Needs m < T.
  bool lease_reads = false;

  /// Draws the election timeouts; different on each server.
  std::uint64_t seed = 0;

  /// invalid_option with what is wrong, what is allowed and why.
  result<void> validate(const field_names& called = {}) const;
};

} // namespace ringleader::consensus

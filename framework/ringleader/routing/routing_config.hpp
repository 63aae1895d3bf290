// SPDX-License-Identifier: BSD-3-Clause
/// routing_config: the bounds and intervals of a routing machine.
#pragma once

#include <ringleader/base/bounds.hpp>
#include <ringleader/base/field_names.hpp>
#include <ringleader/routing/message_id.hpp>

namespace ringleader::routing {

struct routing_config {
  /// The cluster's partition count.
  std::uint32_t partitions = 1024;
  static constexpr bounds<std::uint32_t> partition_bounds{1, 1 << 20};
  /// Messages that wait for an owner of one partition. Beyond, new ones are refused as overloaded.
  std::uint32_t stash_max = 1024;
  static constexpr bounds<std::uint32_t> stash_bounds{1, 1 << 20};
  /// Messages that wait on this node, whatever their partition.
  std::uint32_t stash_total_max = 131'072;
  /// Requests that were sent to other nodes and are not answered.
  std::uint32_t pending_max = 262'144;
  /// Of both: what waits and what is pending together must have numbers of their own (message_id).
  static constexpr bounds<std::uint32_t> total_bounds{1, message_id_max / 2};
  /// Bytes of what waits and of what is pending together. A message that comes while fewer are
  /// kept is taken, so the last may lie beyond; then more are refused as overloaded.
  std::uint64_t bytes_max = 256u << 20;
  static constexpr bounds<std::uint64_t> bytes_bounds{1u << 20, std::uint64_t{1} << 40};
  /// How long a message may take whose sender says nothing about it.
  duration patience = std::chrono::seconds{10};
  static constexpr bounds<duration> patience_bounds{std::chrono::milliseconds{1},
                                                    std::chrono::hours{1}};
  /// How often what waits is tried again although nothing was heard: longer, less work and later
  /// delivery.
  duration retry_interval = std::chrono::milliseconds{20};
  /// How often overdue requests are looked for. They are told so much later, an answer that comes
  /// meanwhile still counts.
  duration look_interval = std::chrono::milliseconds{100};
  /// How soon a report of a drained partition that was not taken is made again.
  duration report_pause = std::chrono::milliseconds{100};
  /// Of these three.
  static constexpr bounds<duration> interval_bounds{std::chrono::milliseconds{1},
                                                    std::chrono::seconds{1}};

  /// invalid_option with what is wrong and what is allowed.
  result<void> validate(const field_names& called = {}) const;
};

} // namespace ringleader::routing

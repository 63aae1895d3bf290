// SPDX-License-Identifier: BSD-3-Clause
/// routing_config: the bounds and intervals of a routing machine.
#pragma once

#include <ringleader/base/result.hpp>
#include <ringleader/base/time.hpp>

#include <cstddef>
#include <cstdint>

namespace ringleader::routing {

struct routing_config {
  /// The cluster's partition count. Range 1..1,048,576.
  std::uint32_t partitions = 1024;
  /// Messages that wait for an owner of one partition. Beyond, new ones are refused as overloaded.
  /// Range 1..1,048,576.
  std::size_t stash_max = 1024;
  /// Messages that wait on this node, whatever their partition. Range 1..8,388,607.
  std::size_t stash_total_max = 131'072;
  /// Requests that were sent to other nodes and are not answered. Range 1..8,388,607.
  std::size_t pending_max = 262'144;
  /// How long a message may take whose sender says nothing about it. Range 1 ms..1 h.
  duration patience = std::chrono::seconds{10};
  /// How often what waits is tried again although nothing was heard: longer, less work and later
  /// delivery. Range 1 ms..1 s.
  duration retry_interval = std::chrono::milliseconds{20};
  /// How often overdue requests are looked for. They are told so much later, an answer that comes
  /// meanwhile still counts. Range 1 ms..1 s.
  duration look_interval = std::chrono::milliseconds{100};
  /// How soon a report of a drained partition that was not taken is made again. Range 1 ms..10 s.
  duration report_pause = std::chrono::milliseconds{100};

  result<void> validate() const;
};

} // namespace ringleader::routing

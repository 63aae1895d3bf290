// SPDX-License-Identifier: BSD-3-Clause
/// load: keeps a number of commands in flight on the control log for a while, and measures.
///
/// A command is a campaign, in an election of its own for each that is in flight, with 120 bytes of
/// data and each time another weight: it puts a small value under a key of the replicated state. It
/// is proposed to this node's control log and answered when this node has applied it, so it is on a
/// majority's disks then.
#pragma once

#include <ringleader/actors/runtime/context.hpp>

#include <caf/actor.hpp>
#include <caf/actor_system.hpp>

#include <cstdint>

namespace ringleader {

struct load_spec {
  std::uint32_t in_flight = 1;
  duration runs_for = std::chrono::seconds{1};

  /// Not for a time but for so many keys, each with 4,000 bytes of data that stays in the state for
  /// as long as the node's session lasts. At most 900,000.
  std::uint64_t keys = 0;
};

struct load_result {
  std::uint64_t commits = 0;
  std::uint64_t failed = 0; // commands that were refused, or whose outcome is unknown
  double seconds = 0;
  std::uint64_t p50_us = 0;
  std::uint64_t p99_us = 0;
};

/// Answers a `load_spec` with a `load_result`, and ends.
caf::actor spawn_load(caf::actor_system& sys, node_context_ptr node);

} // namespace ringleader

CAF_BEGIN_TYPE_ID_BLOCK(process_load, 41000)

  CAF_ADD_TYPE_ID(process_load, (ringleader::load_spec))
  CAF_ADD_TYPE_ID(process_load, (ringleader::load_result))

CAF_END_TYPE_ID_BLOCK(process_load)

CAF_ALLOW_UNSAFE_MESSAGE_TYPE(ringleader::load_spec)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(ringleader::load_result)

// SPDX-License-Identifier: BSD-3-Clause
/// What a directory is told and what it wants done.
#pragma once

#include <ringleader/base/errc.hpp>
#include <ringleader/entities/entity_id.hpp>

#include <variant>
#include <vector>

namespace ringleader {

// --- events
// ---------------------------------------------------------------------------------------

/// A message for an entity arrived. The epoch is the sender's, 0 if it does not know one.
struct deliver_message {
  request_id request;
  entity_id entity;
  partition_id partition;
  partition_epoch epoch;
  std::uint64_t bytes = 0; ///< of its payload; 0: ask if it matters
};
/// The answer to weigh_request, before any other event.
struct request_weighed {
  request_id request;
  entity_slot slot;
  std::uint64_t bytes = 0;
};
/// The activation is there and takes messages.
struct entity_started {
  entity_slot slot;
};
/// The activation could not be made; nothing of it is left.
struct entity_start_failed {
  entity_slot slot;
};
/// The activation is gone, asked or not; `abnormal` if it failed.
struct entity_stopped {
  entity_slot slot;
  bool abnormal = false;
};
/// That many forwarded requests are done with: answered, or taken by the entity if one-way.
struct requests_finished {
  entity_slot slot;
  std::uint32_t count = 1;
};
/// The activation wants to end. What arrives from now on waits for the next one.
struct entity_yields {
  entity_slot slot;
};
/// Time passed: see directory::next_deadline().
struct sweep_idle {};
/// This node owns the partition under this epoch; ends a drain under the same epoch.
struct serve_partition {
  partition_id partition;
  partition_epoch epoch;
};
/// Finish what was accepted for the partition, take nothing new, stop its entities.
struct drain_partition {
  partition_id partition;
};
/// The lease ended: start nothing, deliver nothing, keep what arrives.
struct freeze_entities {};
/// The lease of the same session was renewed.
struct thaw_entities {};
/// The node leaves: refuse what is new, drain every partition.
struct close_directory {};

using directory_event =
  std::variant<deliver_message, entity_started, entity_start_failed, entity_stopped,
               requests_finished, request_weighed, entity_yields, sweep_idle, serve_partition,
               drain_partition, freeze_entities, thaw_entities, close_directory>;

// --- effects
// --------------------------------------------------------------------------------------

enum class stop_cause : std::uint8_t { idle = 0, room, drained, replaced, yielded };

std::string to_string(stop_cause cause);

/// Make an activation; answered by entity_started or entity_start_failed.
struct spawn_entity {
  entity_slot slot;
  entity_id entity;
  partition_id partition;
  activation_token token;
};
/// Hand the request to the activation in the slot; answered by requests_finished.
struct forward_request {
  request_id request;
  entity_slot slot;
};
/// Answer the request with the code. It reached no entity.
struct refuse_request {
  request_id request;
  errc code = errc::none;
};
/// Say how many bytes the request has, which waits from now on; answered by request_weighed.
struct weigh_request {
  request_id request;
  entity_slot slot;
};
/// Stop the activation after what was forwarded to it; answered by entity_stopped.
struct stop_entity {
  entity_slot slot;
  stop_cause cause = stop_cause::idle;
};
/// Nothing of the partition is left on this node.
struct partition_drained {
  partition_id partition;
  partition_epoch epoch;
};

using directory_effect = std::variant<forward_request, spawn_entity, refuse_request, weigh_request,
                                      stop_entity, partition_drained>;
using directory_effects = std::vector<directory_effect>;

bool operator==(const spawn_entity& a, const spawn_entity& b);
bool operator==(const forward_request& a, const forward_request& b);
bool operator==(const refuse_request& a, const refuse_request& b);
bool operator==(const weigh_request& a, const weigh_request& b);
bool operator==(const stop_entity& a, const stop_entity& b);
bool operator==(const partition_drained& a, const partition_drained& b);

std::string to_string(const directory_event& event);
std::string to_string(const directory_effect& effect);

} // namespace ringleader

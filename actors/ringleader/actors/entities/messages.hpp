// SPDX-License-Identifier: BSD-3-Clause
/// What fronts, router and host of one node say to each other.
/// None of it leaves the process, so CAF need not know how to write it.
#pragma once

#include <ringleader/actors/runtime/entity_definition.hpp>
#include <ringleader/contract/entity_key.hpp>

#include <caf/allowed_unsafe_message_type.hpp>
#include <caf/type_id.hpp>

#include <map>

namespace ringleader {

/// From an asker's front to the router, answered with the entity's reply.
struct outgoing {
  entity_definition_ptr type;
  std::uint8_t form = 0;
  entity_key key;
  caf::message payload;
};

/// From the router to the host of the same node; the asker is answered directly.
struct local_delivery {
  entity_definition_ptr type;
  std::uint8_t form = 0;
  std::string key;
  partition_id partition;
  partition_epoch epoch;
  instant deadline;
  caf::message payload;
};

/// From the router to the host: these partitions are ours, in these epochs; all others are not.
struct duty {
  session_id session;
  std::map<partition_id, partition_epoch> serve;
  std::map<partition_id, partition_epoch> drain; // being handed over: finish and report
};

/// From the host to the router: tell me my duty.
struct duty_request {};

/// From the host to the router: nothing of this partition runs here any more.
struct partition_empty {
  partition_id partition;
  partition_epoch epoch;
};

} // namespace ringleader

CAF_BEGIN_TYPE_ID_BLOCK(ringleader_entities, 40300)

  CAF_ADD_TYPE_ID(ringleader_entities, (ringleader::outgoing))
  CAF_ADD_TYPE_ID(ringleader_entities, (ringleader::local_delivery))
  CAF_ADD_TYPE_ID(ringleader_entities, (ringleader::duty))
  CAF_ADD_TYPE_ID(ringleader_entities, (ringleader::duty_request))
  CAF_ADD_TYPE_ID(ringleader_entities, (ringleader::partition_empty))

CAF_END_TYPE_ID_BLOCK(ringleader_entities)

CAF_ALLOW_UNSAFE_MESSAGE_TYPE(ringleader::outgoing)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(ringleader::local_delivery)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(ringleader::duty)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(ringleader::duty_request)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(ringleader::partition_empty)

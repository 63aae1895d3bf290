// SPDX-License-Identifier: BSD-3-Clause
/// What the control log tells itself: writes of its store, and that a batch is complete; and what
/// the admin desk asks it.
/// None of it leaves the process, so CAF need not know how to write it.
#pragma once

#include <ringleader/actors/control_log/status_report.hpp>
#include <ringleader/base/ids.hpp>
#include <ringleader/base/ports/log_store.hpp>
#include <ringleader/base/result.hpp>

#include <caf/allowed_unsafe_message_type.hpp>
#include <caf/type_id.hpp>

namespace ringleader {

/// A write of the control log's store is durable, or failed.
struct store_done {
  std::uint64_t generation = 0;
  ticket id;
  failure error; // code none: durable
};

/// The store has the data of the snapshot that the control log is about to take.
struct store_staged {
  std::uint64_t generation = 0;
  log_index upto;
};

/// The control log to itself: append what gathered while earlier messages were handled.
struct flush_batch {};

/// From the admin desk. Answered with status_ready, whose content is shared and does not change.
struct status_asked {};

struct status_ready {
  std::shared_ptr<const status_seen> seen;
};

/// From the admin desk: hand the leadership to that voter, or to any for none. Answered when it is
/// over, none if it succeeded; not_leader: this node has none to hand over.
struct transfer_asked {
  store_id to;
};

struct transfer_over {
  errc why = errc::none;
  std::string leader; ///< with not_leader: the name of who leads, if anybody
};

} // namespace ringleader

CAF_BEGIN_TYPE_ID_BLOCK(ringleader_control_log, 40100)

  CAF_ADD_TYPE_ID(ringleader_control_log, (ringleader::store_done))
  CAF_ADD_TYPE_ID(ringleader_control_log, (ringleader::store_staged))
  CAF_ADD_TYPE_ID(ringleader_control_log, (ringleader::flush_batch))
  CAF_ADD_TYPE_ID(ringleader_control_log, (ringleader::status_asked))
  CAF_ADD_TYPE_ID(ringleader_control_log, (ringleader::status_ready))
  CAF_ADD_TYPE_ID(ringleader_control_log, (ringleader::transfer_asked))
  CAF_ADD_TYPE_ID(ringleader_control_log, (ringleader::transfer_over))

CAF_END_TYPE_ID_BLOCK(ringleader_control_log)

CAF_ALLOW_UNSAFE_MESSAGE_TYPE(ringleader::store_done)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(ringleader::store_staged)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(ringleader::flush_batch)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(ringleader::status_asked)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(ringleader::status_ready)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(ringleader::transfer_asked)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(ringleader::transfer_over)

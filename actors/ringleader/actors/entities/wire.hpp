// SPDX-License-Identifier: BSD-3-Clause
/// What the routers and hosts of different nodes say to each other.
/// Encoded with the codec: fields are only ever appended (docs/formats.md).
#pragma once

#include <ringleader/base/bytes.hpp>
#include <ringleader/base/errc.hpp>
#include <ringleader/base/ids.hpp>
#include <ringleader/base/time.hpp>

#include <string>

namespace ringleader::wire {

/// Channel entity: a message to an entity. corr is none for a message without an answer.
struct entity_request {
  std::uint64_t corr = 0;
  std::uint64_t type = 0;      // hash of the type's name
  std::uint64_t message = 0;   // hash of the names of the message's types and its reply's
  std::uint64_t signature = 0; // hash of the message's shape
  std::string shape;           // with the first message of a signature to a process, else empty
  partition_epoch epoch;       // that the sender believes in
  duration remaining{};        // until nobody waits for the answer
  std::string key;
  bytes payload;
};

/// Channel entity_reply. code none: payload is the entity's answer; otherwise an error. `foreign`
/// errors are the entity's own: category and code of the caf::error it answered with.
struct entity_reply {
  std::uint64_t corr = 0;
  errc code = errc::none;
  std::uint64_t foreign_category = 0;
  std::uint8_t foreign_code = 0;
  std::string message;
  bytes payload;
  std::int32_t reason = 0; // with entity_refused: the application's code
};

template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, entity_request& x) {
  return f(x.corr, x.type, x.message, x.signature, x.shape, x.epoch, x.remaining, x.key, x.payload);
}
template <class Inspector> typename Inspector::result_type inspect(Inspector& f, entity_reply& x) {
  return f(x.corr, x.code, x.foreign_category, x.foreign_code, x.message, x.payload, x.reason);
}

} // namespace ringleader::wire

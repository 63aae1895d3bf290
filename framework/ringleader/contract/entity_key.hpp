// SPDX-License-Identifier: BSD-3-Clause
/// entity_key: the name under which an entity lives in the cluster, and the first element of every
/// message that goes to one through a `routed<I>` handle.
#pragma once

#include <ringleader/base/time.hpp>

#include <string>
#include <utility>

namespace ringleader {

struct entity_key {
  std::string value;

  /// How long the sender waits for an answer; it travels with the message, and a message that is
  /// older is refused instead of delivered. Zero: the sender does not wait, the framework's
  /// default (10 s) bounds the way. `ask` sets it.
  duration expires_in{};

  /// Messages of one sender to one key keep their order. Zero: the sending actor; calls of plain
  /// threads have the thread's number here.
  std::uint64_t sender = 0;

  entity_key() = default;
  explicit entity_key(std::string key, duration expiry = duration{}, std::uint64_t from = 0)
    : value(std::move(key)), expires_in(expiry), sender(from) {}
};

template <class Inspector> typename Inspector::result_type inspect(Inspector& f, entity_key& x) {
  return f(x.value, x.expires_in, x.sender);
}

} // namespace ringleader

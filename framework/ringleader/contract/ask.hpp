// SPDX-License-Identifier: BSD-3-Clause
/// ask: a request to an entity whose deadline travels with the message.
///
///   ask(self, accounts, "alice", 1s, deposit{500})
///     .then([=](int64_t cents) { ... }, [=](caf::error& err) { ... });
///
/// The answer is the entity's, or an error: see may_have_happened(error) for whether sending again
/// is safe. A message whose time is over is never delivered. The asker waits ask_grace longer than
/// that for the framework to say what became of it: CAF's own request_timeout, which leaves
/// everything open, is only seen if the node itself is stuck.
#pragma once

#include <ringleader/contract/entity_key.hpp>

#include <caf/typed_actor.hpp>

#include <chrono>
#include <utility>

namespace ringleader {

/// Covers the intervals at which the router looks for messages whose time is over.
inline constexpr duration ask_grace = std::chrono::milliseconds{250};

/// self: an actor pointer or a caf::scoped_actor. timeout > 0.
template <class Self, class... Signatures, class... Ts>
auto ask(Self&& self, const caf::typed_actor<Signatures...>& target, std::string key,
         duration timeout, Ts&&... message) {
  auto microseconds = std::chrono::duration_cast<std::chrono::microseconds>(timeout + ask_grace);
  return self->request(target, caf::duration{microseconds}, entity_key{std::move(key), timeout},
                       std::forward<Ts>(message)...);
}

} // namespace ringleader

// SPDX-License-Identifier: BSD-3-Clause
/// ask: a request to an entity whose deadline travels with the message.
///
///   ask(self, accounts, "alice", 1s, deposit{500})
///     .then([=](int64_t cents) { ... }, [=](caf::error& err) { ... });
///
/// The answer is the entity's, or an error: see may_have_happened(error) for whether sending again
/// is safe. A message whose time is over is never given to the entity's handler, however long it
/// stood in its mailbox: that is expired_before_send, and nothing happened. The asker waits
/// ask_grace longer than its timeout for the framework to say what became of the message. What
/// nobody has said by then is outcome_unknown: the entity may be at it still.
#pragma once

#include <ringleader/contract/entity_key.hpp>
#include <ringleader/contract/errors.hpp>

#include <caf/response_handle.hpp>
#include <caf/sec.hpp>
#include <caf/typed_actor.hpp>

#include <algorithm>
#include <chrono>
#include <utility>

namespace ringleader {

/// Covers the intervals at which the router looks for messages whose time is over.
inline constexpr duration ask_grace = std::chrono::milliseconds{250};

/// Who asks for longer waits for as long as it takes: duration::max() is no time-out.
inline constexpr duration ask_timeout_max = std::chrono::hours{24 * 365};

/// What CAF says when nobody answered, in our words; anything else as it is.
inline void name_silence(caf::error& err) {
  if (err == caf::sec::request_timeout)
    err = make_error(errc::outcome_unknown, "nobody said in time what became of it");
}

/// What ask() returns: CAF's response_handle, whose errors are named by ringleader.
template <class Self, class Output, bool IsBlocking> class asked {
public:
  using handle = caf::response_handle<Self, Output, IsBlocking>;

  explicit asked(handle answer) : answer_(std::move(answer)) {}

  /// Errors go to the actor's error handler.
  template <class OnAnswer> void then(OnAnswer f) const { then(std::move(f), default_handler()); }
  template <class OnAnswer, class OnError> void then(OnAnswer f, OnError g) const {
    answer_.then(std::move(f), named(std::move(g)));
  }

  /// Handles no other message before the answer.
  template <class OnAnswer> void await(OnAnswer f) const { await(std::move(f), default_handler()); }
  template <class OnAnswer, class OnError> void await(OnAnswer f, OnError g) const {
    answer_.await(std::move(f), named(std::move(g)));
  }

  /// Of a caf::scoped_actor.
  template <class OnAnswer, class OnError> void receive(OnAnswer f, OnError g) {
    answer_.receive(std::move(f), named(std::move(g)));
  }

  caf::message_id id() const noexcept { return answer_.id(); }

private:
  template <class OnError> static auto named(OnError g) {
    return [g = std::move(g)](caf::error& err) mutable {
      name_silence(err);
      g(err);
    };
  }

  auto default_handler() const {
    auto* self = handle{answer_}.self();
    return [self](caf::error& err) { self->call_error_handler(err); };
  }

  handle answer_;
};

/// self: an actor pointer or a caf::scoped_actor. timeout > 0.
template <class Self, class... Signatures, class... Ts>
auto ask(Self&& self, const caf::typed_actor<Signatures...>& target, std::string key,
         duration timeout, Ts&&... message) {
  auto waits = caf::duration{caf::infinite};
  if (timeout <= ask_timeout_max)
    waits = caf::duration{std::chrono::duration_cast<std::chrono::microseconds>(
      std::max(timeout, duration::zero()) + ask_grace)};
  // Zero would be none.
  entity_key to{std::move(key), std::max(timeout, duration{1})};
  return asked{self->request(target, waits, std::move(to), std::forward<Ts>(message)...)};
}

} // namespace ringleader

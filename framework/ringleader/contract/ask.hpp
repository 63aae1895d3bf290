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
///
/// Of a caf::scoped_actor `ask` returns what receive(f, g) waits for. Neither the answer nor its
/// time-out goes through the scoped actor's mailbox, so none is left there.
#pragma once

#include <ringleader/contract/entity_key.hpp>
#include <ringleader/contract/errors.hpp>
#include <ringleader/contract/interface.hpp>
#include <ringleader/contract/waiting_call.hpp>

#include <caf/actor_cast.hpp>
#include <caf/behavior.hpp>
#include <caf/blocking_actor.hpp>
#include <caf/response_handle.hpp>
#include <caf/sec.hpp>
#include <caf/typed_actor.hpp>

#include <algorithm>
#include <chrono>
#include <future>
#include <memory>
#include <utility>

namespace ringleader {

/// Covers the intervals at which the router looks for messages whose time is over.
inline constexpr duration ask_grace = std::chrono::milliseconds{250};

/// Who asks for longer waits for as long as it takes: duration::max() is no time-out.
inline constexpr duration ask_timeout_max = std::chrono::hours{24 * 365};

/// What CAF says when nobody answered, in our words; anything else as it is.
inline void name_silence(caf::error& err) {
  if (err == caf::sec::request_timeout || err == caf::sec::request_receiver_down ||
      err == caf::sec::runtime_error)
    err = make_error(to_failure(err));
}

/// How long an asker waits for the framework to say what became of its message.
inline duration patience_of(duration timeout) {
  return timeout <= ask_timeout_max ? std::max(timeout, duration::zero()) + ask_grace
                                    : duration::max();
}

/// What ask() returns of an actor: CAF's response_handle, whose errors are named by ringleader.
template <class Self, class Output> class asked {
public:
  using handle = caf::response_handle<Self, Output, false>;

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

template <class Self, class Output>
asked<Self, Output> named_answer(caf::response_handle<Self, Output, false> answer) {
  return asked<Self, Output>{std::move(answer)};
}

/// What ask() returns of a caf::scoped_actor.
template <class Reply> class awaited {
public:
  explicit awaited(std::future<caf::message> answer) : answer_(std::move(answer)) {}

  /// Blocks. Once.
  template <class OnAnswer, class OnError> void receive(OnAnswer f, OnError g) {
    if constexpr (std::is_void_v<Reply>)
      static_assert(std::is_invocable_v<OnAnswer&>, "this message has no answer to be handed over");
    else
      static_assert(std::is_invocable_v<OnAnswer&, std::add_lvalue_reference_t<Reply>>,
                    "the handler does not take what the interface says that is answered");
    auto said = answer_.get();
    caf::behavior handlers{std::move(f), [g = std::move(g)](caf::error& err) mutable {
                             name_silence(err);
                             g(err);
                           }};
    handlers(said);
  }

private:
  std::future<caf::message> answer_;
};

/// self: an actor pointer or a caf::scoped_actor. timeout > 0.
template <class Self, class... Signatures, class... Ts>
auto ask(Self&& self, const caf::typed_actor<Signatures...>& target, std::string key,
         duration timeout, Ts&&... message) {
  auto* asker = &*self;
  // Zero would be none.
  entity_key to{std::move(key), std::max(timeout, duration{1}), asker->id()};
  if constexpr (std::is_base_of_v<caf::blocking_actor, std::decay_t<decltype(*asker)>>) {
    using interface_type = caf::typed_actor<Signatures...>;
    using reply = reply_of<interface_type, entity_key, Ts...>;
    auto said = std::make_shared<std::promise<caf::message>>();
    auto answer = said->get_future();
    waiting_call::start(asker->home_system(), caf::actor_cast<caf::strong_actor_ptr>(target),
                        patience_of(timeout),
                        caf::make_message(std::move(to), std::forward<Ts>(message)...),
                        [said](caf::message what) { said->set_value(std::move(what)); });
    return awaited<reply>{std::move(answer)};
  } else {
    auto patience = patience_of(timeout);
    auto waits = caf::duration{caf::infinite};
    if (patience != duration::max())
      waits = caf::duration{std::chrono::duration_cast<std::chrono::microseconds>(patience)};
    auto answer = asker->request(target, waits, std::move(to), std::forward<Ts>(message)...);
    return named_answer(std::move(answer));
  }
}

} // namespace ringleader

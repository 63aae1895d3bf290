// SPDX-License-Identifier: BSD-3-Clause
/// entities: the entities of one type as this node reaches them, and entity_ref: one of them.
///
///   auto accounts = node.host<account_actor>(bank::accounts);            // or node.route(...)
///   accounts["alice"].ask(self, 1s, deposit{500}).then([=](std::int64_t cents) { ... }, ...);
///   accounts["alice"].tell(self, deposit{500});
///   ringleader::result<std::int64_t> now = accounts["alice"].call(1s, get_balance{});
///
/// ask and tell are for actors: self is an actor pointer, or self() of a ringleader::entity. call
/// and call_async are for plain threads: call blocks, and an actor that blocks keeps a thread of
/// the scheduler from all others. What contract/ask.hpp says about deadlines and errors holds for
/// all of them. What one actor or one thread sends to one key, through one `entities` or copies of
/// it, keeps its order.
///
/// Both are values, cheap to copy, and stay good while the framework's actors are rebuilt. Neither
/// may be sent: send the key.
#pragma once

#include <ringleader/contract/ask.hpp>
#include <ringleader/contract/routed.hpp>

#include <caf/send.hpp>

#include <future>
#include <memory>
#include <string>
#include <type_traits>
#include <utility>

namespace ringleader {

namespace contract {

/// The reply in a message that answers a call, or why there is none.
template <class Reply> result<Reply> read_answer(caf::message said) {
  if (said.match_elements<caf::error>()) return to_failure(said.get_as<caf::error>(0));
  if constexpr (std::is_void_v<Reply>) {
    return {};
  } else {
    if (said.match_elements<Reply>()) return std::move(said.get_mutable_as<Reply>(0));
    return {errc::outcome_unknown, "the answer is not what the interface says"};
  }
}

} // namespace contract

template <class Interface> class entity_ref {
public:
  entity_ref(routed<Interface> proxy, std::string key)
    : proxy_(std::move(proxy)), key_(std::move(key)) {}

  const std::string& key() const { return key_; }

  /// timeout > 0; duration::max() is for as long as it takes.
  template <class Self, class... Ts> auto ask(Self&& self, duration timeout, Ts&&... what) const {
    static_assert(contract::reply_to<Interface, Ts...>::known, "see above");
    return ringleader::ask(std::forward<Self>(self), proxy_, key_, timeout,
                           std::forward<Ts>(what)...);
  }

  /// At most once, and nobody is told what became of it.
  template <class Self, class... Ts> void tell(Self&& self, Ts&&... what) const {
    static_assert(contract::reply_to<Interface, Ts...>::known, "see above");
    // Without a sender's address: what the entity answers would come to it as a message.
    caf::anon_send(proxy_, entity_key{key_, {}, (&*self)->id()}, std::forward<Ts>(what)...);
  }

  /// Blocks; not for actors.
  template <class... Ts>
  result<reply_of<Interface, Ts...>> call(duration timeout, Ts&&... what) const {
    return call_async(timeout, std::forward<Ts>(what)...).get();
  }

  template <class... Ts>
  std::future<result<reply_of<Interface, Ts...>>> call_async(duration timeout, Ts&&... what) const {
    using reply = reply_of<Interface, Ts...>;
    auto said = std::make_shared<std::promise<result<reply>>>();
    auto answer = said->get_future();
    auto target = caf::actor_cast<caf::strong_actor_ptr>(proxy_);
    EXPECTS(target != nullptr);
    entity_key to{key_, std::max(timeout, duration{1}), sender_of_this_thread()};
    waiting_call::start(
      *target->home_system, target, patience_of(timeout),
      caf::make_message(std::move(to), std::forward<Ts>(what)...),
      [said](caf::message m) { said->set_value(contract::read_answer<reply>(std::move(m))); });
    return answer;
  }

private:
  routed<Interface> proxy_;
  std::string key_;
};

template <class Interface> class entities {
public:
  explicit entities(routed<Interface> proxy) : proxy_(std::move(proxy)) {}

  entity_ref<Interface> operator[](std::string key) const { return {proxy_, std::move(key)}; }

  /// For CAF's own ways of sending: every message with an entity_key in front.
  operator const routed<Interface>&() const { return proxy_; }
  const routed<Interface>& handle() const { return proxy_; }

private:
  routed<Interface> proxy_;
};

} // namespace ringleader

// SPDX-License-Identifier: BSD-3-Clause
/// interface: which messages an entity takes and what it answers, as function types; and
/// entity_type, the name under which a cluster knows entities of that interface.
///
///   using account = ringleader::interface<std::int64_t(deposit), std::int64_t(get_balance),
///                                         void(close)>;
///   inline const ringleader::entity_type<account> accounts{"account"};
///
/// `void`: no answer; an asker learns that the message was handled. An interface is a
/// caf::typed_actor.
#pragma once

#include <ringleader/contract/sendable.hpp>

#include <caf/typed_actor.hpp>

#include <string>
#include <tuple>
#include <type_traits>
#include <utility>

namespace ringleader {

namespace contract {

template <class Function> struct signature_of {
  static_assert(!std::is_same_v<Function, Function>,
                "an interface lists function types: interface<reply(message), ...>");
};
template <class Reply, class... Args> struct signature_of<Reply(Args...)> {
  static_assert(sizeof...(Args) > 0, "a message has an element: interface<reply(message), ...>");
  static_assert(all_sendable<std::decay_t<Args>..., std::decay_t<Reply>>);
  using type = typename caf::replies_to<std::decay_t<Args>...>::template with<std::decay_t<Reply>>;
};
template <class... Args> struct signature_of<void(Args...)> {
  static_assert(sizeof...(Args) > 0, "a message has an element: interface<void(message), ...>");
  static_assert(all_sendable<std::decay_t<Args>...>);
  using type = caf::reacts_to<std::decay_t<Args>...>;
};

/// What is sent when T is handed over: CAF sends a std::string for a literal.
template <class T> using sent = typename caf::detail::implicit_conversions<std::decay_t<T>>::type;

template <class Outs> struct reply_of_outputs;
template <class Reply> struct reply_of_outputs<caf::output_tuple<Reply>> { using type = Reply; };
template <> struct reply_of_outputs<caf::output_tuple<>> { using type = void; };
template <class A, class B, class... Cs> struct reply_of_outputs<caf::output_tuple<A, B, Cs...>> {
  using type = std::tuple<A, B, Cs...>;
};

struct no_such_message {};

/// The reply to the message of these elements; no_such_message where the interface has none.
template <class Message, class... Signatures> struct find_reply { using type = no_such_message; };
template <class Message, class Outs, class... Others>
struct find_reply<Message, caf::typed_mpi<Message, Outs>, Others...> : reply_of_outputs<Outs> {};
template <class Message, class Ins, class Outs, class... Others>
struct find_reply<Message, caf::typed_mpi<Ins, Outs>, Others...> : find_reply<Message, Others...> {
};

template <class Interface, class... Args> struct reply_to;
template <class... Signatures, class... Args>
struct reply_to<caf::typed_actor<Signatures...>, Args...> {
  using type = typename find_reply<caf::detail::type_list<sent<Args>...>, Signatures...>::type;
  static constexpr bool known = !std::is_same_v<type, no_such_message>;
  static_assert(known,
                "the interface of this entity takes no such message: send one that it lists, "
                "or add this one to the interface");
};

} // namespace contract

template <class... Functions>
using interface = caf::typed_actor<typename contract::signature_of<Functions>::type...>;

/// What an entity of the interface answers to a message of these elements.
template <class Interface, class... Args>
using reply_of = typename contract::reply_to<Interface, Args...>::type;

/// Spelled the same on every node; the name is what the nodes tell types by.
template <class Interface> class entity_type {
public:
  explicit entity_type(std::string name) : name_(std::move(name)) {}

  const std::string& name() const { return name_; }

private:
  std::string name_;
};

} // namespace ringleader

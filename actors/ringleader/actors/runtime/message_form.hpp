// SPDX-License-Identifier: BSD-3-Clause
/// message_form: what the framework has to know of one message of an entity's interface to carry it
/// between nodes: how its elements and those of its reply become bytes and messages again, and by
/// what two nodes tell that they mean the same message.
///
/// Elements are encoded with the codec, in order; an atom is its position and takes no bytes.
///
/// A message is told by the names of its types, and those of the reply's (`id`). What these look
/// like is its shape (base/codec/shape.hpp), and the hash of that its signature: the same
/// signature, the same bytes. Where signatures differ the shapes are compared (docs/messages.md).
#pragma once

#include <ringleader/actors/runtime/dated_message.hpp>
#include <ringleader/base/codec/decoder.hpp>
#include <ringleader/base/codec/encoder.hpp>
#include <ringleader/base/codec/shape.hpp>
#include <ringleader/base/codec/shape_compare.hpp>
#include <ringleader/base/hash.hpp>
#include <ringleader/contract/sendable.hpp>

#include <caf/atom.hpp>
#include <caf/event_based_actor.hpp>
#include <caf/typed_actor.hpp>

#include <functional>
#include <string>
#include <tuple>
#include <utility>

namespace ringleader {

/// Called once with the entity's answer: its encoded elements, or the error.
using reply_handler = std::function<void(const caf::error&, bytes)>;

struct message_form {
  std::uint64_t id = 0;
  std::uint64_t signature = 0;
  std::string shape; // "?" if it is longer than shape_bytes_max: it agrees with nothing then
  std::string name;  // for people: "(bank::deposit,)->(i8s,)"

  bytes (*encode_request)(const caf::message&);
  bool (*decode_request)(const bytes&, caf::message&);
  bool (*decode_reply)(const bytes&, caf::message&);

  /// Sends the message to a local entity, until when it may be delivered, and encodes what the
  /// entity answers.
  void (*request)(caf::event_based_actor*, const caf::actor&, const caf::message&, instant,
                  reply_handler);
};

/// The elements of one message as bytes. `Ts` may be empty.
template <class... Ts> struct element_codec {
  static bytes encode(const caf::message& msg) {
    return encode_at(msg, std::index_sequence_for<Ts...>{});
  }

  static bytes encode_values(const Ts&... xs) {
    bytes out;
    encoder to{out};
    (put(to, xs), ...);
    return out;
  }

  static bool decode(const bytes& in, caf::message& msg) {
    decoder from{in};
    std::tuple<Ts...> elements{};
    auto got = std::apply([&](auto&... xs) { return (get(from, xs) && ...); }, elements);
    if (!got || from.remaining() != 0) return false;
    if constexpr (sizeof...(Ts) > 0)
      msg = std::apply([](auto&... xs) { return caf::make_message(std::move(xs)...); }, elements);
    else
      msg = caf::message{};
    return true;
  }

private:
  template <std::size_t... Is>
  static bytes encode_at([[maybe_unused]] const caf::message& msg, std::index_sequence<Is...>) {
    bytes out;
    [[maybe_unused]] encoder to{out};
    (put_at<Ts>(to, msg, Is), ...);
    return out;
  }

  template <class T> static void put_at(encoder& to, const caf::message& msg, std::size_t i) {
    if constexpr (!is_atom<T>::value) to.put(msg.get_as<T>(i));
  }

  template <class T> static void put(encoder& to, const T& x) {
    if constexpr (!is_atom<T>::value) to.put(x);
  }

  template <class T> static bool get(decoder& from, T& x) {
    if constexpr (is_atom<T>::value)
      return true;
    else
      return from.get(x);
  }
};

/// The name of one element type, the same in every process that registered the same types.
template <class T> std::string element_name() {
  if constexpr (is_atom<T>::value)
    return "@" + caf::to_string(T::value);
  else if constexpr (caf::detail::is_complete<caf::type_name<T>>::value)
    return caf::type_name<T>::value;
  else
    return "i" + std::to_string(sizeof(T)) + (std::is_signed_v<T> ? "s" : "u");
}

template <class Signature> struct text_of;

template <class... Ins, class... Outs>
struct text_of<caf::typed_mpi<caf::detail::type_list<Ins...>, caf::output_tuple<Outs...>>> {
  static std::string text() {
    std::string all = "(";
    ((all += element_name<Ins>() + ","), ...);
    all += ")->(";
    if constexpr (!(std::is_same_v<Outs, void> || ...)) ((all += element_name<Outs>() + ","), ...);
    return all + ")";
  }
};

/// "message(tuple(deposit{cents:i64}),tuple(i64))": elements and reply.
template <class T> std::string element_shape() {
  if constexpr (is_atom<T>::value)
    return element_name<T>();
  else
    return shape_of<T>();
}

template <class... Ts> std::string elements_shape() {
  std::string all = "tuple(";
  ((all += (all.back() == '(' ? "" : ",") + element_shape<Ts>()), ...);
  return all + ")";
}

template <class Signature> struct form_of;

template <class... Ins, class... Outs>
struct form_of<caf::typed_mpi<caf::detail::type_list<Ins...>, caf::output_tuple<Outs...>>> {
  static_assert(contract::all_sendable<Ins..., Outs...>);

  using request_codec = element_codec<Ins...>;
  using reply_codec = element_codec<Outs...>;

  static void request(caf::event_based_actor* self, const caf::actor& entity,
                      const caf::message& msg, instant deadline, reply_handler done) {
    auto id = self->new_request_id(caf::message_priority::normal);
    caf::mailbox_element_ptr one{new dated_message(self->ctrl(), id, {}, msg, deadline)};
    entity->enqueue(std::move(one), self->context());
    self->add_multiplexed_response_handler(
      id.response_id(),
      caf::behavior{[done](const Outs&... xs) { done({}, reply_codec::encode_values(xs...)); },
                    [done](caf::error& err) { done(err, {}); }});
  }

  static message_form make(std::string name) {
    auto shape = "message(" + elements_shape<Ins...>() + "," + elements_shape<Outs...>() + ")";
    auto signature = stable_hash(shape);
    auto id = stable_hash(name);
    if (shape.size() > shape_bytes_max) shape = "?";
    return {id,
            signature,
            std::move(shape),
            std::move(name),
            &request_codec::encode,
            &request_codec::decode,
            &reply_codec::decode,
            &request};
  }
};

// A message without a reply: an asker learns that it was handled.
template <class... Ins>
struct form_of<caf::typed_mpi<caf::detail::type_list<Ins...>, caf::output_tuple<void>>>
  : form_of<caf::typed_mpi<caf::detail::type_list<Ins...>, caf::output_tuple<>>> {};

/// All forms of an interface, in the order of its signatures.
template <class Interface> struct interface_forms;

template <class... Signatures> struct interface_forms<caf::typed_actor<Signatures...>> {
  static std::vector<message_form> all() {
    return {form_of<Signatures>::make(text_of<Signatures>::text())...};
  }
};

} // namespace ringleader

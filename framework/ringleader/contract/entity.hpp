// SPDX-License-Identifier: BSD-3-Clause
/// entity: what an application derives its entities from, one handler for each message of the
/// interface.
///
///   struct account_actor : ringleader::entity<account, account_state> {
///     std::int64_t on(const deposit& m) { return state().cents += m.cents; }
///     ringleader::reply<std::int64_t> on(const withdraw& m) {
///       if (state().cents < m.cents) return refuse(bank_errc::insufficient_funds, key() + ...);
///       return state().cents -= m.cents;
///     }
///     ringleader::reply<receipt> on(const pay& m) {
///       return later([=](ringleader::answer<receipt> tell) { ... tell(receipt{...}); });
///     }
///     void on(const close&) { passivate(); }
///     void on_start() { every(5s, [this] { save(); }); }
///   };
///   auto accounts = node.host<account_actor>(bank::accounts);
///
/// One object for each activation; it is made with the arguments that host() was given. Handlers,
/// timers and on_start run one at a time, and each only while the node may act for the key. key(),
/// self() and all that follows are there from on_start() on, not in a constructor.
///
/// Not promised: state() is gone with the activation, see docs/guarantees.md. An exception ends the
/// activation: its asker is told entity_failed, and the next message starts a new one after a
/// pause. An answer that was promised by later() and never given keeps its asker waiting until its
/// time is over.
#pragma once

#include <ringleader/base/expects.hpp>
#include <ringleader/base/time.hpp>
#include <ringleader/contract/activation.hpp>
#include <ringleader/contract/errors.hpp>
#include <ringleader/contract/interface.hpp>

#include <caf/response_promise.hpp>
#include <caf/typed_event_based_actor.hpp>

#include <functional>
#include <string>
#include <utility>
#include <variant>

namespace ringleader {

/// Why an activation is stopped: nobody asked for it for a while; another entity needs the room;
/// its key goes to another node, or its node leaves; or it said passivate().
enum class stop_reason : std::uint8_t { idle, room, moved, passivated };

/// A timer of one activation.
using timer_id = std::uint64_t;

/// Answers one message, now or later, once: with a value or a refusal. A value, cheap to copy.
template <class T> class answer {
public:
  explicit answer(caf::response_promise asker) : asker_(std::move(asker)) {}

  void operator()(T value) { asker_.deliver(std::move(value)); }

  template <class Code> void refuse(Code code, std::string text) {
    asker_.deliver(ringleader::refuse(code, std::move(text)));
  }

  /// Hands on why it could not be done.
  void fail(const failure& why) { asker_.deliver(make_error(why)); }
  void fail(caf::error why) { asker_.deliver(std::move(why)); }

private:
  caf::response_promise asker_;
};

namespace contract {

/// What later() returns until it is known what is answered.
template <class Function> struct postponed { Function answer_later; };

/// What an entity needs of the actor that carries it.
class entity_carrier {
public:
  virtual const activation& who() const = 0;
  virtual timer_id set_timer(duration after, bool again, std::function<void()> what) = 0;
  virtual void cancel_timer(timer_id which) = 0;
  virtual void yield() = 0;

protected:
  ~entity_carrier() = default;
};

struct entity_access; // sets the carrier, actors/entities/entity_actor.hpp

} // namespace contract

/// What a handler returns that may refuse or answer later: a T, refuse(...), later(...), or an
/// error.
template <class T> class reply {
public:
  reply(T value) : is_(std::move(value)) {}
  reply(caf::error why) : is_(std::move(why)) {}
  reply(const failure& why) : is_(make_error(why)) {}
  reply(errc code) : is_(make_error(code)) {}
  template <class Function>
  reply(contract::postponed<Function> what) : is_(later{std::move(what.answer_later)}) {}

  /// For the actor that carries the entity: answers `asker`.
  void deliver_to(caf::response_promise asker) {
    if (auto* value = std::get_if<T>(&is_))
      asker.deliver(std::move(*value));
    else if (auto* error = std::get_if<caf::error>(&is_))
      asker.deliver(std::move(*error));
    else
      std::get<later>(is_)(answer<T>{std::move(asker)});
  }

private:
  using later = std::function<void(answer<T>)>;
  std::variant<T, caf::error, later> is_;
};

struct stateless {};

template <class Interface, class State = stateless> class entity {
public:
  using interface_type = Interface;
  using state_type = State;

  entity() = default;
  entity(const entity&) = delete;
  entity& operator=(const entity&) = delete;

  /// Which live instance this is; its token goes to whatever the entity changes outside.
  const ringleader::activation& activation() const { return carrier().who(); }
  const std::string& key() const { return activation().key; }
  const std::string& node() const { return activation().node; }

  /// The CAF actor: what ask and tell are given, and what may spawn, monitor and link.
  typename Interface::pointer self() const {
    EXPECTS(self_ != nullptr); // not in a constructor
    return self_;
  }

  void on_start() {}
  void on_stop(stop_reason) {}

protected:
  ~entity() = default;

  State& state() { return state_; }
  const State& state() const { return state_; }

  template <class Code> static caf::error refuse(Code code, std::string text) {
    return ringleader::refuse(code, std::move(text));
  }

  /// answer_later(answer<T>) is called at once, and keeps what it is given until it knows more.
  template <class Function> static contract::postponed<Function> later(Function answer_later) {
    return {std::move(answer_later)};
  }

  /// Private to the activation, and gone with it. every: the time counts from the end of the last.
  timer_id every(duration interval, std::function<void()> what) {
    return carrier().set_timer(interval, true, std::move(what));
  }
  timer_id once(duration after, std::function<void()> what) {
    return carrier().set_timer(after, false, std::move(what));
  }
  /// Nothing happens if it is over already.
  void cancel(timer_id which) { carrier().cancel_timer(which); }

  /// Ends this activation behind the messages that it was sent; later ones start the next.
  void passivate() { carrier().yield(); }

private:
  friend struct contract::entity_access;

  contract::entity_carrier& carrier() const {
    EXPECTS(carrier_ != nullptr); // not in a constructor
    return *carrier_;
  }

  contract::entity_carrier* carrier_ = nullptr;
  typename Interface::pointer self_ = nullptr;
  State state_{};
};

} // namespace ringleader

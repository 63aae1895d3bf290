// SPDX-License-Identifier: BSD-3-Clause
/// entity_actor: the typed actor that carries an application's entity (contract/entity.hpp): it
/// matches its handlers to the interface and keeps its timers. What is missing or answers otherwise
/// is one static_assert; the compiler names entity and message in the line above it.
#pragma once

#include <ringleader/actors/runtime/delivery_gate.hpp>
#include <ringleader/actors/runtime/hosted_messages.hpp>
#include <ringleader/contract/entity.hpp>

#include <caf/actor_clock.hpp>
#include <caf/send.hpp>

#include <map>
#include <memory>
#include <type_traits>

namespace ringleader {

namespace contract {

struct entity_access {
  template <class Entity, class Pointer>
  static void carry(Entity& what, entity_carrier& carrier, Pointer self) {
    what.carrier_ = &carrier;
    what.self_ = self;
  }
};

/// Converts to any type but these: finds a handler that takes something else.
template <class... Known> struct anything_but {
  template <class T, class = std::enable_if_t<!(std::is_same_v<T, Known> || ...)>>
  operator T() const;
};

template <class Entity, class... Args>
using handler_result = decltype(std::declval<Entity&>().on(std::declval<const Args&>()...));

template <class Entity, class Arguments, class = void> struct has_handler : std::false_type {};
template <class Entity, class... Args>
struct has_handler<Entity, caf::detail::type_list<Args...>,
                   std::void_t<handler_result<Entity, Args...>>> : std::true_type {};

/// What a handler may return: the reply itself, or reply<> of it.
template <class Given, class Answered>
inline constexpr bool may_return =
  std::is_same_v<Given, Answered> || std::is_same_v<Given, reply<Answered>>;
template <class Given> inline constexpr bool may_return<Given, void> = std::is_void_v<Given>;

template <class Entity, class Answered, class Arguments, class = void>
struct answers_so : std::true_type {}; // no handler, which is said elsewhere
template <class Entity, class Answered, class... Args>
struct answers_so<Entity, Answered, caf::detail::type_list<Args...>,
                  std::void_t<handler_result<Entity, Args...>>>
  : std::bool_constant<may_return<std::decay_t<handler_result<Entity, Args...>>, Answered>> {};

/// One message of the interface and the entity's handler of it.
template <class Entity, class Signature> struct handler_of;
template <class Entity, class Outs, class... Args>
struct handler_of<Entity, caf::typed_mpi<caf::detail::type_list<Args...>, Outs>> {
  using message = caf::detail::type_list<Args...>;
  using answered = typename reply_of_outputs<Outs>::type;

  static_assert(has_handler<Entity, message>::value,
                "the entity has no handler for this message of its interface: write a public "
                "on(const message&)");
  static_assert(answers_so<Entity, answered, message>::value,
                "the handler returns another type than the interface says that is answered: return "
                "that type, or ringleader::reply of it");
  static constexpr bool fits =
    has_handler<Entity, message>::value && answers_so<Entity, answered, message>::value;

  template <class Self> static auto make(Self* self, Entity* what) {
    if constexpr (std::is_void_v<answered>) {
      (void)self;
      return [what](const Args&... xs) { what->on(xs...); };
    } else {
      return [self, what](const Args&... xs) -> caf::result<answered> {
        auto asker = self->make_response_promise();
        reply<answered> said{what->on(xs...)};
        said.deliver_to(asker);
        return caf::delegated<answered>{};
      };
    }
  }
};

template <class Entity, class Interface> struct handlers_of;
template <class Entity, class... Signatures>
struct handlers_of<Entity, caf::typed_actor<Signatures...>> {
  template <class Signature> struct message_of;
  template <class T, class Outs>
  struct message_of<caf::typed_mpi<caf::detail::type_list<T>, Outs>> {
    using type = T;
  };
  template <class A, class B, class... Cs, class Outs>
  struct message_of<caf::typed_mpi<caf::detail::type_list<A, B, Cs...>, Outs>> {
    using type = void;
  };
  static_assert(
    !has_handler<Entity, caf::detail::type_list<
                           anything_but<typename message_of<Signatures>::type..., Entity>>>::value,
    "the entity has a handler for a message that its interface does not list: add it there, or "
    "give a function that only the entity calls another name than `on`");

  template <class Self>
  static typename caf::typed_actor<Signatures...>::behavior_type make(Self* self, Entity* what) {
    if constexpr ((handler_of<Entity, Signatures>::fits && ...))
      return {handler_of<Entity, Signatures>::make(self, what)...};
    else
      return caf::typed_actor<Signatures...>::behavior_type::make_empty_behavior(); // said above
  }
};

} // namespace contract

template <class Entity>
class entity_actor : public Entity::interface_type::base, public contract::entity_carrier {
public:
  using super = typename Entity::interface_type::base;
  using behavior_type = typename super::behavior_type;

  using super::super;

  /// Once: what it carries from now on.
  behavior_type carry(std::unique_ptr<Entity> what, const activation& who,
                      std::shared_ptr<delivery_gate> gate) {
    who_ = who;
    gate_ = std::move(gate);
    entity_ = std::move(what);
    typename Entity::interface_type::pointer self = this;
    contract::entity_access::carry(*entity_, *this, self);
    entity_->on_start();
    return contract::handlers_of<Entity, typename Entity::interface_type>::make(this,
                                                                                entity_.get());
  }

  caf::invoke_message_result consume(caf::mailbox_element& x) override {
    if (!x.content().template match_elements<caf::timeout_msg>()) return super::consume(x);
    auto timeout = x.content().template get_as<caf::timeout_msg>(0);
    if (timeout.type != timer_kind) return super::consume(x);
    ring(timeout.timeout_id);
    return caf::invoke_message_result::consumed;
  }

  void on_finish(stop_cause why) {
    switch (why) {
    case stop_cause::idle: return entity_->on_stop(stop_reason::idle);
    case stop_cause::room: return entity_->on_stop(stop_reason::room);
    case stop_cause::yielded: return entity_->on_stop(stop_reason::passivated);
    case stop_cause::drained:
    case stop_cause::replaced: return entity_->on_stop(stop_reason::moved);
    }
  }

  void on_exit() override {
    this->clock().cancel_timeouts(this);
    timers_.clear();
    entity_.reset();
    super::on_exit();
  }

private:
  static constexpr auto timer_kind = caf::atom("rltimer");

  struct timer {
    duration interval{};
    bool again = false;
    std::function<void()> what;
  };

  const activation& who() const override { return who_; }

  timer_id set_timer(duration after, bool again, std::function<void()> what) override {
    auto id = ++last_timer_;
    timers_[id] = {after, again, std::move(what)};
    arm(id, after);
    return id;
  }

  void cancel_timer(timer_id which) override { timers_.erase(which); }

  void yield() override {
    if (auto host = gate_->book.get(child::entities))
      caf::anon_send(host, yield_entity{this->id()});
  }

  void arm(timer_id id, duration after) {
    auto& clock = this->clock();
    clock.set_multi_timeout(clock.now() + after, this, timer_kind, id);
  }

  void ring(timer_id id) {
    auto found = timers_.find(id);
    if (found == timers_.end()) return;
    auto due = found->second; // it may cancel itself
    if (!due.again) timers_.erase(found);
    due.what();
    if (due.again && timers_.count(id) != 0) arm(id, due.interval);
  }

  activation who_;
  std::shared_ptr<delivery_gate> gate_;
  std::unique_ptr<Entity> entity_;
  std::map<timer_id, timer> timers_;
  timer_id last_timer_ = 0;
};

} // namespace ringleader

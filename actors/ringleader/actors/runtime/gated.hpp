// SPDX-License-Identifier: BSD-3-Clause
/// gated: the actor class behind every entity and every singleton. It wraps the application's
/// function and adds what an actor that acts in the name of a session must not be trusted with
/// itself: a bound on its mailbox, the lease of its node and the deadline of the message checked
/// immediately before each message, and a way to end behind the last message that it accepted.
///
/// What it throws ends it. Whoever sent the message that it threw at is told entity_failed; what
/// stands behind it in the mailbox is refused as entity_unavailable, since nothing happened.
///
/// Without a lease it is frozen: messages of others are refused as not_owner, its own timers
/// and the answers that it waits for come later. Messages of the runtime (exit, down) pass.
#pragma once

#include <ringleader/actors/runtime/dated_message.hpp>
#include <ringleader/actors/runtime/delivery_gate.hpp>
#include <ringleader/actors/runtime/entity_definition.hpp>
#include <ringleader/actors/runtime/hosted_messages.hpp>
#include <ringleader/contract/errors.hpp>

#include <caf/stateful_actor.hpp>
#include <caf/typed_event_based_actor.hpp>

#include <atomic>

namespace ringleader {

/// Category of what the gate answers to the host; never seen by applications.
inline constexpr auto gate_category = caf::atom("rlgate");

/// Of an actor class with on_finish(stop_cause), called before it ends in order.
template <class Base, class = void> struct is_told_of_its_end : std::false_type {};
template <class Base>
struct is_told_of_its_end<
  Base, std::void_t<decltype(std::declval<Base&>().on_finish(std::declval<stop_cause>()))>>
  : std::true_type {};

/// Base: what the application's function takes a pointer to, a typed or a stateful typed actor.
template <class Base> class gated final : public Base {
public:
  using behavior_type = typename Base::behavior_type;
  using function = std::function<behavior_type(Base*)>;

  gated(caf::actor_config& cfg, function fn, std::shared_ptr<delivery_gate> gate,
        session_id session, gated_name name, std::size_t mailbox_max = 0)
    : Base(cfg), fn_(std::move(fn)), gate_(std::move(gate)), session_(session),
      name_(std::move(name)), mailbox_max_(mailbox_max == 0 ? gate_->mailbox_max : mailbox_max) {}

  behavior_type make_behavior() override {
    try {
      return fn_(this);
    } catch (...) {
      fail(std::current_exception());
      // Alive until it has refused what it was sent.
      this->do_become(caf::behavior{[](finish_entity) {}}, true);
      return nothing<behavior_type>();
    }
  }

  void enqueue(caf::mailbox_element_ptr what, caf::execution_unit* context) override {
    auto outside = from_outside(*what);
    if (outside && failed_.load(std::memory_order_acquire))
      return answer(*what, unavailable(), context);
    if (outside && waiting_.fetch_add(1, std::memory_order_relaxed) >= mailbox_max_) {
      waiting_.fetch_sub(1, std::memory_order_relaxed);
      gate_->refused_full.fetch_add(1, std::memory_order_relaxed);
      return answer(*what, {errc::overloaded, {}}, context);
    }
    Base::enqueue(std::move(what), context);
  }

  caf::invoke_message_result consume(caf::mailbox_element& x) override {
    if (x.content().template match_elements<finish_entity>()) {
      finish(x.content().template get_as<finish_entity>(0).why);
      return caf::invoke_message_result::consumed;
    }
    auto outside = from_outside(x);
    auto taken = caf::invoke_message_result::consumed;
    auto deadline = dated_message::deadline_of(x);
    if (failed_.load(std::memory_order_relaxed))
      answer(x, unavailable(), this->context());
    else if (deadline != never && gate_->clock.now() >= deadline)
      refuse_late(x);
    else if (gate_->lease.valid(gate_->clock, session_))
      taken = handle(x);
    else if (outside)
      refuse_frozen(x);
    else if (x.mid.is_response() || x.sender == this->ctrl())
      defer(x);
    else
      return Base::consume(x); // of the runtime
    // A message that waits behind an awaited answer is skipped now and comes again.
    if (outside && taken != caf::invoke_message_result::skipped)
      waiting_.fetch_sub(1, std::memory_order_relaxed);
    return taken;
  }

private:
  template <class Behavior> static Behavior nothing() {
    if constexpr (std::is_same_v<Behavior, caf::behavior>)
      return {};
    else
      return Behavior::make_empty_behavior();
  }

  static failure unavailable() {
    return {errc::entity_unavailable, "the entity failed before the message's turn came"};
  }

  caf::invoke_message_result handle(caf::mailbox_element& x) {
    auto id = x.mid; // a handler that answered, or promised to, has taken it out
    auto asker = x.sender;
    try {
      return Base::consume(x);
    } catch (...) {
      auto what = fail(std::current_exception());
      if (id.is_request() && asker)
        say(asker, id, {errc::entity_failed, "it threw: " + what}, this->context());
      return caf::invoke_message_result::consumed;
    }
  }

  /// It ends behind what it has accepted, which is refused.
  std::string fail(const std::exception_ptr& thrown) {
    auto what = text_of_thrown(thrown);
    gate_->tell_failure(name_, what);
    failed_.store(true, std::memory_order_release);
    this->enqueue(
      caf::make_mailbox_element(this->ctrl(), caf::make_message_id(), {}, finish_entity{}),
      this->context());
    return what;
  }

  void finish(stop_cause why) {
    if (failed_.load(std::memory_order_relaxed)) return this->quit(caf::sec::runtime_error);
    if constexpr (is_told_of_its_end<Base>::value) {
      try {
        this->on_finish(why);
      } catch (...) {
        gate_->tell_failure(name_, text_of_thrown(std::current_exception()));
      }
    }
    this->quit();
  }

  /// Messages of others, which are bounded and need the lease. The rest an entity caused itself
  /// (timers, answers to its own requests), or the runtime sent.
  bool from_outside(const caf::mailbox_element& x) const {
    if (x.mid.is_request()) return true;
    if (x.mid.is_response() || x.sender == this->ctrl()) return false;
    auto& content = x.content();
    return !content.template match_elements<caf::exit_msg>() &&
           !content.template match_elements<caf::down_msg>() &&
           !content.template match_elements<caf::timeout_msg>() &&
           !content.template match_elements<finish_entity>();
  }

  void answer(const caf::mailbox_element& x, failure why, caf::execution_unit* context) const {
    if (x.mid.is_request() && x.sender) say(x.sender, x.mid, std::move(why), context);
  }

  /// To the host in words that only the gate uses, so that it can tell them from an error that the
  /// entity answered with: only of these is it sure whether anything happened.
  void say(const caf::strong_actor_ptr& asker, caf::message_id id, failure why,
           caf::execution_unit* context) const {
    auto is_host = asker->id() == gate_->host.load(std::memory_order_relaxed);
    auto refusal = is_host ? caf::error{static_cast<std::uint8_t>(why.code), gate_category,
                                        caf::make_message(std::move(why.message))}
                           : make_error(why);
    asker->enqueue(nullptr, id.response_id(), caf::make_message(std::move(refusal)), context);
  }

  void refuse_frozen(const caf::mailbox_element& x) {
    gate_->refused_frozen.fetch_add(1, std::memory_order_relaxed);
    answer(x, {errc::not_owner, {}}, this->context());
  }

  /// Nobody waits for it any more.
  void refuse_late(const caf::mailbox_element& x) {
    gate_->refused_late.fetch_add(1, std::memory_order_relaxed);
    answer(x, {errc::expired_before_send, {}}, this->context());
  }

  /// A timer or an answer of a frozen entity comes again until the lease is back or the entity is
  /// ended.
  void defer(caf::mailbox_element& x) {
    auto later = this->clock().now() + std::chrono::milliseconds{50};
    this->clock().schedule_message(
      later, caf::strong_actor_ptr{this->ctrl()},
      caf::make_mailbox_element(x.sender, x.mid, {}, x.move_content_to_message()));
  }

  function fn_;
  std::shared_ptr<delivery_gate> gate_;
  session_id session_; // in whose name it was started
  gated_name name_;
  std::size_t mailbox_max_;
  std::atomic<bool> failed_{false};
  std::atomic<std::size_t> waiting_{0};
};

} // namespace ringleader

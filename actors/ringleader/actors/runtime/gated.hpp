// SPDX-License-Identifier: BSD-3-Clause
/// gated: the actor class behind every entity and every singleton. It wraps the application's
/// function and adds what an actor that acts in the name of a session must not be trusted with
/// itself: a bound on its mailbox, the lease of its node and the deadline of the message checked
/// immediately before each message, and a way to end behind the last message that it accepted.
///
/// Without a lease it is frozen: messages of others are refused as not_owner, its own timers
/// and the answers that it waits for come later. Messages of the runtime (exit, down) pass.
#pragma once

#include <ringleader/actors/runtime/dated_message.hpp>
#include <ringleader/actors/runtime/entity_definition.hpp>
#include <ringleader/actors/runtime/lease_cell.hpp>
#include <ringleader/actors/runtime/messages.hpp>
#include <ringleader/contract/errors.hpp>

#include <caf/stateful_actor.hpp>
#include <caf/typed_event_based_actor.hpp>

#include <atomic>

namespace ringleader {

/// Category of what the gate answers to the host; never seen by applications.
inline constexpr auto gate_category = caf::atom("rlgate");

/// What all gated actors of a node share.
struct delivery_gate {
  const clock_port& clock;
  const lease_cell& lease;
  std::size_t mailbox_max;
  std::atomic<caf::actor_id> host{0}; // the actor that delivers for other nodes
  std::atomic<std::uint64_t> refused_full{0};
  std::atomic<std::uint64_t> refused_frozen{0};
  std::atomic<std::uint64_t> refused_late{0};

  delivery_gate(const clock_port& c, const lease_cell& l, std::size_t limit)
    : clock(c), lease(l), mailbox_max(limit) {}
};

/// Base: what the application's function takes a pointer to, a typed or a stateful typed actor.
template <class Base> class gated final : public Base {
public:
  using behavior_type = typename Base::behavior_type;
  using function = std::function<behavior_type(Base*)>;

  gated(caf::actor_config& cfg, function fn, std::shared_ptr<delivery_gate> gate,
        session_id session)
    : Base(cfg), fn_(std::move(fn)), gate_(std::move(gate)), session_(session) {}

  behavior_type make_behavior() override { return fn_(this); }

  void enqueue(caf::mailbox_element_ptr what, caf::execution_unit* context) override {
    if (from_outside(*what) &&
        waiting_.fetch_add(1, std::memory_order_relaxed) >= gate_->mailbox_max) {
      waiting_.fetch_sub(1, std::memory_order_relaxed);
      gate_->refused_full.fetch_add(1, std::memory_order_relaxed);
      answer(*what, errc::overloaded, context);
      return;
    }
    Base::enqueue(std::move(what), context);
  }

  caf::invoke_message_result consume(caf::mailbox_element& x) override {
    if (x.content().template match_elements<finish_entity>()) {
      this->quit();
      return caf::invoke_message_result::consumed;
    }
    auto outside = from_outside(x);
    auto taken = caf::invoke_message_result::consumed;
    auto deadline = dated_message::deadline_of(x);
    if (deadline != never && gate_->clock.now() >= deadline)
      refuse_late(x);
    else if (gate_->lease.valid(gate_->clock, session_))
      taken = Base::consume(x);
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

  /// To the host in words that only the gate uses, so that it can tell them from an error that the
  /// entity answered with: only of these is it sure that nothing happened.
  void answer(const caf::mailbox_element& x, errc code, caf::execution_unit* context) const {
    if (!x.mid.is_request() || !x.sender) return;
    auto refusal = x.sender->id() == gate_->host.load(std::memory_order_relaxed)
                     ? caf::error{static_cast<std::uint8_t>(code), gate_category}
                     : make_error(code);
    x.sender->enqueue(nullptr, x.mid.response_id(), caf::make_message(std::move(refusal)), context);
  }

  void refuse_frozen(const caf::mailbox_element& x) {
    gate_->refused_frozen.fetch_add(1, std::memory_order_relaxed);
    answer(x, errc::not_owner, this->context());
  }

  /// Nobody waits for it any more.
  void refuse_late(const caf::mailbox_element& x) {
    gate_->refused_late.fetch_add(1, std::memory_order_relaxed);
    answer(x, errc::expired_before_send, this->context());
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
  std::atomic<std::size_t> waiting_{0};
};

} // namespace ringleader

// SPDX-License-Identifier: BSD-3-Clause
/// hosted: the actor class behind every entity. It wraps the application's function and adds what
/// an entity must not be trusted with itself: a bound on its mailbox, the lease of its node checked
/// immediately before each message, and a way to end behind the last message that it accepted.
///
/// Messages of the runtime (exit, down, timers' and replies' own messages) are never refused.
#pragma once

#include <ringleader/actors/entities/entity_definition.hpp>
#include <ringleader/actors/membership/lease_cell.hpp>
#include <ringleader/actors/node/messages.hpp>
#include <ringleader/contract/errors.hpp>

#include <caf/stateful_actor.hpp>
#include <caf/typed_event_based_actor.hpp>

#include <atomic>

namespace ringleader {

/// What all entities of a node share.
struct delivery_gate {
  const clock_port& clock;
  const lease_cell& lease;
  std::size_t mailbox_max;
  std::atomic<std::uint64_t> refused_full{0};
  std::atomic<std::uint64_t> refused_frozen{0};

  delivery_gate(const clock_port& c, const lease_cell& l, std::size_t limit)
    : clock(c), lease(l), mailbox_max(limit) {}
};

/// Base: what the application's function takes a pointer to, a typed or a stateful typed actor.
template <class Base> class hosted final : public Base {
public:
  using behavior_type = typename Base::behavior_type;
  using function = std::function<behavior_type(Base*, const activation&)>;

  hosted(caf::actor_config& cfg, function fn, activation who, std::shared_ptr<delivery_gate> gate)
    : Base(cfg), fn_(std::move(fn)), who_(std::move(who)), gate_(std::move(gate)) {}

  behavior_type make_behavior() override { return fn_(this, who_); }

  void enqueue(caf::mailbox_element_ptr what, caf::execution_unit* host) override {
    if (from_outside(*what) &&
        waiting_.fetch_add(1, std::memory_order_relaxed) >= gate_->mailbox_max) {
      waiting_.fetch_sub(1, std::memory_order_relaxed);
      gate_->refused_full.fetch_add(1, std::memory_order_relaxed);
      answer(*what, errc::overloaded, host);
      return;
    }
    Base::enqueue(std::move(what), host);
  }

  caf::invoke_message_result consume(caf::mailbox_element& x) override {
    auto outside = from_outside(x);
    if (outside) waiting_.fetch_sub(1, std::memory_order_relaxed);
    if (x.content().template match_elements<finish_entity>()) {
      this->quit();
      return caf::invoke_message_result::consumed;
    }
    if (gate_->lease.valid(gate_->clock)) return Base::consume(x);
    if (outside) {
      gate_->refused_frozen.fetch_add(1, std::memory_order_relaxed);
      answer(x, errc::not_owner, this->context());
      return caf::invoke_message_result::consumed;
    }
    if (x.mid.is_async() && x.sender == this->ctrl()) {
      // A timer of a frozen entity: it comes again until the lease is back or the entity is ended.
      auto later = this->clock().now() + std::chrono::milliseconds{50};
      this->clock().schedule_message(
        later, caf::strong_actor_ptr{this->ctrl()},
        caf::make_mailbox_element(x.sender, x.mid, {}, x.move_content_to_message()));
      return caf::invoke_message_result::consumed;
    }
    return Base::consume(x);
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

  static void answer(const caf::mailbox_element& x, errc code, caf::execution_unit* host) {
    if (x.mid.is_request() && x.sender)
      x.sender->enqueue(nullptr, x.mid.response_id(), caf::make_message(make_error(code)), host);
  }

  function fn_;
  activation who_;
  std::shared_ptr<delivery_gate> gate_;
  std::atomic<std::size_t> waiting_{0};
};

} // namespace ringleader

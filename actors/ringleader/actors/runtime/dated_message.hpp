// SPDX-License-Identifier: BSD-3-Clause
/// dated_message: a request in an actor's mailbox that knows until when anybody waits for its
/// answer. The gate (gated.hpp) looks at that when the message's turn comes; other actors take it
/// like any message.
///
///   caf::mailbox_element_ptr one{new dated_message(sender, id, {}, payload, deadline)};
///   entity->enqueue(std::move(one), context);
#pragma once

#include <ringleader/base/time.hpp>

#include <caf/mailbox_element.hpp>
#include <caf/message.hpp>
#include <caf/type_erased_tuple.hpp>

#include <utility>

namespace ringleader {

class dated_message final : public caf::mailbox_element {
public:
  dated_message(caf::strong_actor_ptr sender_of, caf::message_id id, forwarding_stack stages_of,
                caf::message payload, instant until)
    : caf::mailbox_element(std::move(sender_of), id, std::move(stages_of)), deadline(until),
      payload_(std::move(payload)) {}

  const instant deadline;

  /// Handlers copy what is shared before they change it (type_erased_tuple::shared()).
  caf::type_erased_tuple& content() override {
    auto* held = const_cast<caf::detail::message_data*>(payload_.cvals().get());
    if (held != nullptr) return *held;
    return nothing_;
  }
  const caf::type_erased_tuple& content() const override {
    if (auto* held = payload_.cvals().get()) return *held;
    return nothing_;
  }
  caf::message move_content_to_message() override { return std::move(payload_); }
  caf::message copy_content_to_message() const override { return payload_; }

  /// The deadline of a message that has one, else never.
  static instant deadline_of(const caf::mailbox_element& x) {
    auto* dated = dynamic_cast<const dated_message*>(&x);
    return dated == nullptr ? never : dated->deadline;
  }

private:
  caf::message payload_;
  caf::empty_type_erased_tuple nothing_;
};

} // namespace ringleader

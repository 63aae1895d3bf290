// SPDX-License-Identifier: BSD-3-Clause
/// deadline_timer: the one timer of an actor that runs a machine. It is armed for the machine's
/// next deadline, and again only when that comes earlier; `wake` messages of former armings mean
/// nothing.
///
///   timer_.arm(this, machine_.next_deadline(), node_->now());        // after each step
///   [this](wake w) { if (timer_.rang(w)) feed(tick{}); },            // then arm again
///
/// Never early: a microsecond is added for what a message clock rounds away. Actors of the control
/// plane are woken by their thread's own timers, all others by CAF's clock.
#pragma once

#include <ringleader/actors/runtime/control_actor.hpp>
#include <ringleader/actors/runtime/messages.hpp>
#include <ringleader/base/time.hpp>

#include <caf/event_based_actor.hpp>

#include <algorithm>

namespace ringleader {

class deadline_timer {
public:
  /// due: never arms nothing.
  void arm(control_actor* self, instant due, instant now) {
    if (due >= armed_) return;
    armed_ = due;
    self->wake_at(due, now, wake{++arming_});
  }

  void arm(caf::event_based_actor* self, instant due, instant now) {
    if (due >= armed_) return;
    armed_ = due;
    auto wait = std::max(duration::zero(), due - now);
    self->delayed_send(self,
                       std::chrono::duration_cast<std::chrono::microseconds>(wait) +
                         std::chrono::microseconds{1},
                       wake{++arming_});
  }

  /// True if this is the present arming; the timer is then not armed any more.
  bool rang(const wake& what) {
    if (what.arming != arming_ || armed_ == never) return false;
    rang_for_ = armed_;
    armed_ = never;
    return true;
  }

  /// When it should have rung that rang last.
  instant rang_for() const { return rang_for_; }

private:
  instant armed_ = never;
  instant rang_for_;
  std::uint64_t arming_ = 0;
};

} // namespace ringleader

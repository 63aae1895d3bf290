// SPDX-License-Identifier: BSD-3-Clause
#include <ringleader/actors/runtime/control_thread.hpp>
#include <ringleader/actors/runtime/system_config.hpp>
#include <ringleader/base/expects.hpp>

#include <caf/actor_clock.hpp>
#include <caf/mailbox_element.hpp>
#include <caf/scheduler/abstract_coordinator.hpp>
#include <caf/send.hpp>

#include <algorithm>
#include <utility>

namespace ringleader {

namespace {

/// A microsecond is added for what a message clock rounds away.
duration wait_until(instant due, instant now) {
  return std::max(duration::zero(), due - now) + std::chrono::microseconds{1};
}

void wake_by_caf(const caf::strong_actor_ptr& who, duration wait, const wake& what) {
  if (!who) return;
  auto& clock = who->home_system->clock();
  clock.schedule_message(clock.now() + wait, who,
                         caf::make_mailbox_element(nullptr, caf::make_message_id(), {}, what));
}

} // namespace

void control_thread::outside::exec_later(caf::resumable* job) {
  constexpr std::size_t kept_max = 32;
  kept_.push_back(job);
  if (kept_.size() == kept_max) hand_on();
}

void control_thread::outside::hand_on() {
  for (auto* job : kept_) hand_on(job);
  kept_.clear();
}

void control_thread::outside::hand_on(caf::resumable* job) { system().scheduler().enqueue(job); }

void control_thread::open(caf::actor_system& sys, transport& port) {
  std::lock_guard<std::mutex> guard{mutex_};
  EXPECTS(port_ == nullptr);
  if (!port.call_soon([] {})) return;
  outside_.set_system(sys);
  port_ = &port;
  open_ = true;
}

void control_thread::close(instant now) {
  std::lock_guard<std::mutex> guard{mutex_};
  for (auto& [number, its] : std::exchange(waiting_, {}))
    wake_by_caf(its.who.lock(), wait_until(its.due, now), its.what);
  open_ = false;
  port_ = nullptr;
  called_ = false;
  for (auto* job : std::exchange(queued_, {})) outside_.hand_on(job);
}

void control_thread::wake(const caf::actor& who, instant due, instant now, ringleader::wake what) {
  auto to = caf::actor_cast<caf::strong_actor_ptr>(who);
  auto wait = wait_until(due, now);
  std::lock_guard<std::mutex> guard{mutex_};
  if (port_ == nullptr) return wake_by_caf(to, wait, what);
  auto number = ++last_wait_;
  waiting_.emplace(number, waiting{caf::actor_cast<caf::weak_actor_ptr>(to), due, what});
  port_->call_after(wait, [this, number] { ring(number); });
}

void control_thread::ring(std::uint64_t number) {
  std::unique_lock<std::mutex> guard{mutex_};
  auto its = waiting_.find(number);
  if (its == waiting_.end()) return; // closed since then
  auto due = std::move(its->second);
  waiting_.erase(its);
  guard.unlock();
  if (auto who = due.who.lock()) caf::anon_send(caf::actor_cast<caf::actor>(who), due.what);
}

void control_thread::add(caf::resumable* job) {
  std::lock_guard<std::mutex> guard{mutex_};
  if (port_ == nullptr) return outside_.hand_on(job); // closed since it was asked for
  queued_.push_back(job);
  if (!called_) called_ = port_->call_soon([this] { run_queued(); });
}

void control_thread::run_queued() {
  {
    std::lock_guard<std::mutex> guard{mutex_};
    running_.swap(queued_);
  }
  for (auto* job : running_) run(job);
  running_.clear();
  std::lock_guard<std::mutex> guard{mutex_};
  // What came meanwhile takes its turn behind the frames that came meanwhile.
  called_ = !queued_.empty() && port_->call_soon([this] { run_queued(); });
}

void control_thread::run(caf::resumable* job) {
  // The reference that the queue held goes with the last word of its actor.
  if (job->resume(&outside_, system_config::messages_in_a_row) == caf::resumable::resume_later)
    add(job);
  else
    caf::intrusive_ptr_release(job);
  outside_.hand_on();
}

} // namespace ringleader

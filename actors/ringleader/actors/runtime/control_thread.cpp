// SPDX-License-Identifier: BSD-3-Clause
#include <ringleader/actors/runtime/control_thread.hpp>
#include <ringleader/actors/runtime/system_config.hpp>
#include <ringleader/base/expects.hpp>

#include <caf/scheduler/abstract_coordinator.hpp>

#include <utility>

namespace ringleader {

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

void control_thread::close() {
  std::lock_guard<std::mutex> guard{mutex_};
  open_ = false;
  port_ = nullptr;
  called_ = false;
  for (auto* job : std::exchange(queued_, {})) outside_.hand_on(job);
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

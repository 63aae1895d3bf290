// SPDX-License-Identifier: BSD-3-Clause
#include <ringleader/actors/runtime/answer_all.hpp>
#include <ringleader/actors/runtime/messages.hpp>
#include <ringleader/actors/supervisor/messages.hpp>
#include <ringleader/actors/supervisor/supervisor.hpp>
#include <ringleader/base/match.hpp>
#include <ringleader/contract/errors.hpp>
#include <ringleader/drivers/log/logging.hpp>

#include <caf/exit_reason.hpp>

namespace ringleader {

namespace {

std::vector<child_spec> specs_of(const std::vector<supervised>& children) {
  std::vector<child_spec> specs;
  for (auto& child : children) specs.push_back(child.spec);
  return specs;
}

} // namespace

std::string reason_text(const caf::error& reason) {
  if (!reason) return "ended";
  if (reason.category() == caf::atom("exit"))
    return to_string(static_cast<caf::exit_reason>(reason.code()));
  return to_text(reason);
}

supervisor::supervisor(caf::actor_config& cfg, std::string name, restart_options options,
                       std::vector<supervised> children, std::shared_ptr<const clock_port> clock,
                       std::uint64_t seed, std::function<void(const cause_chain&)> on_escalate)
  : caf::event_based_actor(cfg), name_(name), clock_(std::move(clock)),
    policy_(std::move(name), options, specs_of(children), random_source{seed}),
    on_escalate_(std::move(on_escalate)) {
  for (auto& child : children) children_.push_back({std::move(child), {}, {}, {}});
}

void supervisor::on_exit() {
  children_.clear();
  on_escalate_ = nullptr;
}

caf::behavior supervisor::make_behavior() {
  set_down_handler([this](caf::down_msg& msg) { down(msg); });
  feed(start_children{});
  return {
    [this](wake w) {
      if (timer_.rang(w)) feed(restart_tick{});
    },
    [](begin_life) { return true; }, // the children were started before the first message
    [this](stop_tree) -> caf::result<bool> {
      if (closed_) return true;
      auto promise = make_response_promise();
      stop_waiters_.push_back(promise);
      feed(stop_children{});
      return promise;
    },
  };
}

supervisor::entry& supervisor::find(const std::string& child) {
  for (auto& e : children_)
    if (e.what.spec.name == child) return e;
  EXPECTS(!"a child that the policy knows");
  return children_.front();
}

void supervisor::feed(const restart_event& event) {
  for (auto& fx : policy_.step(event, clock_->now())) match(fx, [this](auto& e) { run(e); });
  arm();
}

void supervisor::run(const start_child& fx) {
  auto& child = find(fx.name);
  auto started = child.what.start(fx.number);
  if (!started) {
    log::error(log::area::supervisor, "could not start a child",
               {{"child", fx.name}, {"why", to_string(started.error())}});
    feed(child_down{fx.name, fx.number, true, {{fx.name, to_string(started.error())}}});
    return;
  }
  child.handle = *started;
  child.number = fx.number;
  monitor(child.handle);
  monitored_.emplace(child.handle.address(), fx.name);
  child.what.publish(child.handle);
  log::debug(log::area::supervisor, "child started", {{"child", fx.name}, {"start", fx.number}});
  feed(child_started{fx.name, fx.number});
}

void supervisor::run(const stop_child& fx) {
  auto& child = find(fx.name);
  child.end = ending{fx.number, 1};
  child.what.publish({});
  if (child.handle) {
    send_exit(child.handle, caf::exit_reason::kill); // its down_msg goes on with its children
    return;
  }
  end_children(child);
}

void supervisor::end_children(entry& child) {
  if (child.what.started != nullptr) {
    for (auto& member : child.what.started->take()) {
      ++child.end->waiting;
      monitor(member);
      monitored_.emplace(member.address(), child.what.spec.name);
      send_exit(member, caf::exit_reason::kill);
    }
  }
  one_less(child);
}

void supervisor::one_less(entry& child) {
  if (--child.end->waiting > 0) return;
  if (child.what.close) child.what.close();
  auto number = child.end->number;
  child.end.reset();
  feed(child_stopped{child.what.spec.name, number});
}

void supervisor::down(const caf::down_msg& msg) {
  auto found = monitored_.find(msg.source);
  if (found == monitored_.end()) return;
  auto& child = find(found->second);
  monitored_.erase(found);
  if (!child.handle || child.handle.address() != msg.source) {
    one_less(child); // of its children
    return;
  }
  child.handle = nullptr;
  if (child.end) { // asked to stop
    end_children(child);
    return;
  }
  log::warn(log::area::supervisor, "child died",
            {{"child", child.what.spec.name}, {"why", reason_text(msg.reason)}});
  child.what.publish({});
  feed(child_down{child.what.spec.name,
                  child.number,
                  static_cast<bool>(msg.reason),
                  {{child.what.spec.name, reason_text(msg.reason)}}});
}

void supervisor::run(const escalate& fx) {
  closed_ = true;
  log::error(log::area::supervisor, "gave up", {{"causes", to_string(fx.causes)}});
  answer_all(stop_waiters_, true);
  if (on_escalate_) on_escalate_(fx.causes);
}

void supervisor::run(const children_stopped&) {
  closed_ = true;
  answer_all(stop_waiters_, true);
}

void supervisor::arm() {
  auto due = policy_.next_deadline();
  timer_.arm(this, due, clock_->now());
}

} // namespace ringleader

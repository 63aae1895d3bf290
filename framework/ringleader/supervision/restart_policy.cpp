// SPDX-License-Identifier: BSD-3-Clause
#include <ringleader/base/expects.hpp>
#include <ringleader/supervision/restart_policy.hpp>

#include <algorithm>
#include <set>

namespace ringleader {

restart_policy::restart_policy(std::string name, const restart_options& options,
                               const std::vector<child_spec>& children, random_source random)
  : name_(std::move(name)), options_(options), random_(random) {
  EXPECTS(options.validate().ok());
  std::set<std::string> names;
  for (const auto& spec : children) {
    EXPECTS(names.insert(spec.name).second);
    child c;
    c.spec = spec;
    children_.push_back(std::move(c));
  }
}

restart_effects restart_policy::step(const restart_event& event, instant now) {
  EXPECTS(now >= now_);
  now_ = now;
  restart_effects out;
  if (phase_ != phase::closed) std::visit([&](const auto& held) { on(held, out); }, event);
  return out;
}

instant restart_policy::next_deadline() const {
  auto due = never;
  if (phase_ != phase::open) return due;
  for (const auto& c : children_)
    if (c.in == state::down && c.wanted && c.not_before > now_) due = std::min(due, c.not_before);
  return due;
}

bool restart_policy::running(const std::string& name) const {
  return children_[find(name)].in == state::running;
}

std::size_t restart_policy::find(const std::string& name) const {
  auto found = std::find_if(children_.begin(), children_.end(),
                            [&](const child& c) { return c.spec.name == name; });
  EXPECTS(found != children_.end());
  return static_cast<std::size_t>(found - children_.begin());
}

void restart_policy::on(const start_children&, restart_effects& out) {
  EXPECTS(phase_ == phase::created);
  phase_ = phase::open;
  advance(out);
}

void restart_policy::on(const child_started& event, restart_effects& out) {
  auto& c = children_[find(event.name)];
  if (c.number != event.number || c.in != state::starting) return;
  c.in = state::running;
  c.since = now_;
  advance(out);
}

void restart_policy::on(const child_down& event, restart_effects& out) {
  auto index = find(event.name);
  auto& c = children_[index];
  // One that is being stopped ends as asked; only child_stopped tells that all of it is gone.
  if (c.number != event.number || c.in == state::stopping || c.in == state::down) return;
  if (c.in == state::running && now_ - c.since >= options_.period) c.failures = 0;
  auto doomed = c.stop_wanted; // falls with a sibling: part of that rebuild, not one more failure
  stop_child_at(index, out);
  if (phase_ == phase::open && !doomed) {
    c.wanted = c.spec.restart == restart_kind::permanent ||
               (c.spec.restart == restart_kind::transient && event.abnormal);
    if (c.wanted && too_many_restarts())
      give_up(event);
    else if (c.wanted)
      plan_restart(index);
  }
  advance(out);
}

void restart_policy::on(const child_stopped& event, restart_effects& out) {
  auto& c = children_[find(event.name)];
  if (c.number != event.number || c.in != state::stopping) return;
  c.in = state::down;
  advance(out);
}

void restart_policy::on(const stop_children&, restart_effects& out) {
  phase_ = phase::stopping; // also of one that was giving up: who asks wants no escalation any more
  want_all_stopped();
  advance(out);
}

void restart_policy::on(const restart_tick&, restart_effects& out) { advance(out); }

void restart_policy::plan_restart(std::size_t index) {
  auto& failed = children_[index];
  ++failed.failures;
  failed.not_before = now_ + draw_pause(failed.failures);
  if (options_.strategy == restart_strategy::one_for_one) return;
  auto first = options_.strategy == restart_strategy::rest_for_one ? index + 1 : 0;
  for (auto i = first; i < children_.size(); ++i) {
    auto& c = children_[i];
    if (i == index || (c.in != state::starting && c.in != state::running)) continue;
    c.stop_wanted = true;
    if (c.spec.restart == restart_kind::temporary) c.wanted = false;
  }
}

void restart_policy::give_up(const child_down& event) {
  phase_ = phase::escalating;
  causes_ = {{name_, "exceeded " + std::to_string(options_.intensity) + " restarts in " +
                       to_string(options_.period)}};
  if (event.causes.empty()) causes_.push_back({event.name, "ended without a cause"});
  causes_.insert(causes_.end(), event.causes.begin(), event.causes.end());
  want_all_stopped();
}

bool restart_policy::too_many_restarts() {
  restarts_.push_back(now_);
  while (now_ - restarts_.front() > options_.period) restarts_.pop_front();
  return restarts_.size() > options_.intensity;
}

duration restart_policy::draw_pause(std::uint32_t failures) {
  auto pause = options_.pause;
  for (std::uint32_t n = 1; n < failures && pause < options_.pause_max; ++n) pause *= 2;
  pause = std::min(pause, options_.pause_max);
  return random_.between(pause - pause * options_.jitter / 1000, pause);
}

void restart_policy::want_all_stopped() {
  for (auto& c : children_) {
    c.wanted = false;
    c.stop_wanted = c.in == state::starting || c.in == state::running;
  }
}

void restart_policy::stop_child_at(std::size_t index, restart_effects& out) {
  auto& c = children_[index];
  c.in = state::stopping;
  c.stop_wanted = false;
  out.push_back(stop_child{c.spec.name, c.number});
}

void restart_policy::advance(restart_effects& out) {
  stop_in_turn(out);
  if (phase_ == phase::open)
    start_in_turn(out);
  else
    close_if_stopped(out);
}

// The last one first; a child waits until all that started after it are known to be stopped.
void restart_policy::stop_in_turn(restart_effects& out) {
  for (auto i = children_.size(); i-- > 0;) {
    if (children_[i].stop_wanted) {
      auto later_gone =
        std::none_of(children_.begin() + static_cast<std::ptrdiff_t>(i) + 1, children_.end(),
                     [](const child& c) { return c.in == state::stopping || c.stop_wanted; });
      if (later_gone) stop_child_at(i, out);
      return;
    }
  }
}

// One at a time: a child may rely on those before it.
void restart_policy::start_in_turn(restart_effects& out) {
  auto ordered = options_.strategy != restart_strategy::one_for_one;
  for (const auto& c : children_)
    if (c.in == state::starting) return;
  for (std::size_t i = 0; i < children_.size(); ++i) {
    auto& c = children_[i];
    if (c.in == state::running || (c.in == state::down && !c.wanted)) continue;
    if (c.in == state::down && c.not_before <= now_ && !rebuild_blocked(i)) {
      c.number = c.number.next();
      c.in = state::starting;
      out.push_back(start_child{c.spec.name, c.number});
      return;
    }
    if (ordered) return; // those behind it rely on it
  }
}

void restart_policy::close_if_stopped(restart_effects& out) {
  for (const auto& c : children_)
    if (c.in != state::down) return;
  if (phase_ == phase::escalating)
    out.push_back(escalate{causes_});
  else
    out.push_back(children_stopped{});
  phase_ = phase::closed;
}

// True while something that belongs to the same rebuild is not known to be stopped.
bool restart_policy::rebuild_blocked(std::size_t index) const {
  if (options_.strategy == restart_strategy::one_for_one) return false;
  auto first = options_.strategy == restart_strategy::rest_for_one ? index : 0;
  for (auto i = first; i < children_.size(); ++i)
    if (children_[i].in == state::stopping) return true; // who waits to be stopped waits for one
  return false;
}

} // namespace ringleader

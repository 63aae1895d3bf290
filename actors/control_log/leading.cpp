// SPDX-License-Identifier: BSD-3-Clause
#include <ringleader/actors/control_log/leading.hpp>
#include <ringleader/base/match.hpp>

#include <algorithm>

namespace ringleader {

leading::leading(raft_term term, const session_config& sessions, instant now)
  : term_(term), config_(sessions), opened_at_(now), view_changed_at_(now) {}

void leading::open(const registry::registry& state, instant now) {
  open_ = true;
  opened_at_ = now;
  view_changed_at_ = now;
  seen_view_ = state.view()->version;
  base_ = state.now();
  sessions_.emplace(config_, now);
  for (auto& entry : state.sessions()) sessions_->opened(entry.first, now);
}

registry_time leading::stamp(const registry::registry& state, instant now) const {
  return open_ ? std::max(state.now(), base_ + (now - opened_at_)) : state.now();
}

bool leading::ask(std::uint64_t cookie, const renewal& what) {
  if (!open_ || !sessions_->renewal_allowed(what.session) || asked_.size() >= asked_max)
    return false;
  asked_.emplace(cookie, what);
  return true;
}

std::optional<leading::renewal> leading::confirmed(std::uint64_t cookie) {
  auto found = asked_.find(cookie);
  if (found == asked_.end()) return std::nullopt;
  auto what = found->second;
  asked_.erase(found);
  if (!sessions_->renewal_allowed(what.session)) return std::nullopt;
  sessions_->renewed(what.session, what.arrived);
  return what;
}

void leading::appending(const registry::envelope& what, const registry::registry& state) {
  if (!open_) return;
  if (what.from && std::holds_alternative<registry::leave>(what.what)) {
    sessions_->expiry_proposed(what.from->session);
    return;
  }
  auto* joining = std::get_if<registry::join>(&what.what);
  if (joining == nullptr) return;
  // The same conditions under which the registry replaces a member at once.
  auto* old = find(*state.view(), joining->name);
  if (old != nullptr && alive(*old) && old->boot != joining->boot && old->store == joining->store &&
      !old->host_boot.empty() && old->host_boot == joining->host_boot &&
      old->lock_file != lock_file_id{} && old->lock_file == joining->lock_file)
    sessions_->expiry_proposed(old->session);
}

void leading::applied(const std::vector<registry::event>& events, const registry::outcome& outcome,
                      const registry::registry& state, instant now) {
  if (!open_) return;
  for (auto& ev : events) {
    if (auto* opened = std::get_if<registry::session_opened>(&ev))
      sessions_->opened(opened->session, now);
    else if (auto* ended = std::get_if<registry::session_ended>(&ev))
      sessions_->ended(ended->session);
    else if (auto* lock = std::get_if<lock_ended>(&ev))
      expiring_locks_.erase(lock->token);
  }
  if (state.view()->version != seen_view_) {
    seen_view_ = state.view()->version;
    view_changed_at_ = now;
  }
  if (auto* plan = std::get_if<registry::planned>(&outcome))
    if (plan->moves == 0) balanced_at_ = {state.table()->version, state.view()->version};
}

bool leading::balanced(const registry::registry& state) const {
  return balanced_at_ &&
         *balanced_at_ == std::make_pair(state.table()->version, state.view()->version);
}

std::vector<registry::command> leading::duties(const registry::registry& state,
                                               const registry::cluster_settings& own, instant now) {
  std::vector<registry::command> due;
  if (!open_) return due;
  if (!state.founded()) {
    if (proposed_found_at_ == instant::min() || now - proposed_found_at_ > own.election_timeout) {
      proposed_found_at_ = now;
      due.push_back(registry::found{own});
    }
    return due;
  }
  auto overdue = sessions_->overdue(now);
  if (!overdue.empty()) {
    for (auto session : overdue) sessions_->expiry_proposed(session);
    due.push_back(registry::expire_sessions{std::move(overdue)});
  }
  for (auto& lock : state.locks().due(stamp(state, now), 64))
    if (expiring_locks_.insert(lock.token).second)
      due.push_back(registry::expire_lock{lock.name, lock.token});
  auto version = state.table()->version;
  auto asked_lately = rebalance_asked_ && rebalance_asked_->first == version &&
                      now - rebalance_asked_->second < std::chrono::seconds{1};
  if (now - view_changed_at_ >= quiet && !balanced(state) && !asked_lately) {
    rebalance_asked_ = {version, now};
    due.push_back(registry::rebalance{version});
  }
  return due;
}

std::vector<store_id> leading::gone_learners(const std::vector<store_id>& learners,
                                             const registry::registry& state, instant now) {
  std::vector<store_id> gone;
  std::map<store_id, instant> still;
  for (auto learner : learners) {
    auto* of = find(*state.view(), learner);
    if (of != nullptr && alive(*of)) continue;
    auto since = gone_since_.emplace(learner, now).first->second;
    still.emplace(learner, since);
    if (now - since >= gone_after) gone.push_back(learner);
  }
  gone_since_ = std::move(still);
  return gone;
}

} // namespace ringleader

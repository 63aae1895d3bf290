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
  expire_locks(state, now, due);
  cancel_slow_moves(state, now, due);
  balance(state, now, due);
  return due;
}

void leading::expire_locks(const registry::registry& state, instant now,
                           std::vector<registry::command>& due) {
  for (auto& lock : state.locks().due(stamp(state, now), 64)) {
    auto proposed = expiring_locks_.emplace(lock.token, now);
    if (!proposed.second && now - proposed.first->second < repeat_after) continue;
    proposed.first->second = now;
    due.push_back(registry::expire_lock{lock.name, lock.token});
  }
}

void leading::cancel_slow_moves(const registry::registry& state, instant now,
                                std::vector<registry::command>& due) {
  if (now - moves_looked_at_ < repeat_after) return;
  moves_looked_at_ = now;
  std::map<std::pair<partition_id, log_index>, instant> still;
  registry::cancel_moves slow;
  auto& entries = state.table()->entries;
  for (std::uint32_t i = 0; i < entries.size(); ++i) {
    if (!entries[i].move) continue;
    auto key = std::make_pair(partition_id{i}, entries[i].move->id);
    auto seen = moves_.find(key);
    auto since = seen == moves_.end() ? now : seen->second;
    still.emplace(key, since);
    if (now - since >= move_patience)
      slow.moves.push_back({key.first, entries[i].epoch, key.second});
  }
  moves_ = std::move(still);
  if (!slow.moves.empty()) due.push_back(std::move(slow));
}

void leading::balance(const registry::registry& state, instant now,
                      std::vector<registry::command>& due) {
  auto version = state.table()->version;
  auto asked_lately = rebalance_asked_ && rebalance_asked_->first == version &&
                      now - rebalance_asked_->second < repeat_after;
  if (now - view_changed_at_ < quiet || balanced(state) || asked_lately) return;
  rebalance_asked_ = {version, now};
  due.push_back(registry::rebalance{version});
}

std::vector<store_id> leading::gone_learners(const std::vector<store_id>& learners,
                                             const registry::registry& state, instant now) {
  std::vector<store_id> gone;
  std::map<store_id, instant> still;
  for (auto learner : learners) {
    auto& members = state.view()->members;
    if (std::any_of(members.begin(), members.end(),
                    [&](const member& m) { return alive(m) && m.store == learner; }))
      continue;
    auto since = gone_since_.emplace(learner, now).first->second;
    still.emplace(learner, since);
    if (now - since >= gone_after) gone.push_back(learner);
  }
  gone_since_ = std::move(still);
  return gone;
}

} // namespace ringleader

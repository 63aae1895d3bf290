// SPDX-License-Identifier: BSD-3-Clause
#include <ringleader/control/leader_tasks.hpp>

#include <ringleader/base/match.hpp>
#include <ringleader/base/mutant.hpp>
#include <ringleader/registry/limits.hpp>
#include <ringleader/registry/member_check.hpp>

#include <algorithm>
#include <utility>

namespace ringleader::control {

namespace {

/// What was proposed and did not come through is proposed again.
constexpr duration repeat_after = std::chrono::seconds{1};
// Of balancing, while two nodes are what there is.
constexpr std::uint32_t rounds_most = 64;

/// Those of `due` that are to be proposed now. `asked` keeps when each was, as long as it is due.
template <class Due>
std::vector<Due> not_asked_lately(const std::vector<Due>& due, std::map<Due, instant>& asked,
                                  instant now) {
  std::map<Due, instant> still;
  std::vector<Due> fresh;
  for (const auto& what : due) {
    auto before = asked.find(what);
    bool again = before == asked.end() || now - before->second >= repeat_after;
    if (again) fresh.push_back(what);
    still.emplace(what, again ? now : before->second);
  }
  asked = std::move(still);
  return fresh;
}

} // namespace

leader_tasks::leader_tasks(const control_config& config, instant now)
  : config_(config), opened_at_(now), view_changed_at_(now) {}

void leader_tasks::open(const registry::registry& state, const consensus::marks_learned& learned,
                        instant now) {
  open_ = true;
  opened_at_ = now;
  view_changed_at_ = now;
  seen_view_ = state.view()->version;
  base_ = state.now();
  sessions_.emplace(config_.own.sessions(), now);
  std::map<std::uint64_t, instant> heard(learned.known.begin(), learned.known.end());
  for (auto& entry : state.sessions()) {
    auto at = heard.find(entry.first.value);
    sessions_->known(entry.first, at == heard.end() ? learned.unknown_at : at->second);
  }
  for (auto& what : std::exchange(ending_early_, {})) appending(what, state);
}

registry_time leader_tasks::stamp(const registry::registry& state, instant now) const {
  if (!open_) return state.now();
  return std::clamp(base_ + (now - opened_at_), state.now(), registry::registry_time_latest);
}

bool leader_tasks::ask(std::uint64_t cookie, const renewal& what) {
  if (!open_ || asked_.size() >= asked_max) return false;
  if (!sessions_->renewal_allowed(what.session) && !mutated(mutant::renewal_during_expiry))
    return false;
  asked_.emplace(cookie, what);
  return true;
}

std::optional<leader_tasks::renewal> leader_tasks::confirmed(std::uint64_t cookie) {
  auto found = asked_.find(cookie);
  if (found == asked_.end()) return std::nullopt;
  auto what = found->second;
  asked_.erase(found);
  if (!sessions_->renewal_allowed(what.session) && !mutated(mutant::renewal_during_expiry))
    return std::nullopt;
  sessions_->renewed(what.session, what.arrived);
  return what;
}

bool leader_tasks::appending(const registry::envelope& what, const registry::registry& state) {
  auto is_leave = what.from && std::holds_alternative<registry::leave>(what.what);
  auto* joining = std::get_if<registry::join>(&what.what);
  if (!is_leave && joining == nullptr) return true;
  if (!open_) {
    if (ending_early_.size() >= ending_early_max) return false;
    ending_early_.push_back(what); // whose session a join ends is known when open() is called
    return true;
  }
  if (is_leave) {
    sessions_->expiry_proposed(what.from->session);
    return true;
  }
  auto* old = find(*state.view(), joining->name);
  if (old != nullptr && alive(*old) && old->boot != joining->boot &&
      registry::replaces_at_once(*joining, *old, state.settings()))
    sessions_->expiry_proposed(old->session);
  return true;
}

void leader_tasks::applied(const std::vector<registry::event>& events,
                           const registry::outcome& outcome, const registry::registry& state,
                           instant now) {
  if (!open_) return;
  for (auto& ev : events) {
    if (auto* opened = std::get_if<registry::session_opened>(&ev))
      sessions_->opened(opened->session, now);
    else if (auto* ended = std::get_if<registry::session_ended>(&ev))
      sessions_->ended(ended->session);
  }
  if (state.view()->version != seen_view_) {
    seen_view_ = state.view()->version;
    view_changed_at_ = now;
  }
  if (auto* plan = std::get_if<registry::planned>(&outcome))
    if (plan->moves == 0) balanced_at_ = {state.table()->version, state.view()->version};
}

bool leader_tasks::balanced(const registry::registry& state) const {
  return balanced_at_ &&
         *balanced_at_ == std::make_pair(state.table()->version, state.view()->version);
}

std::vector<registry::command> leader_tasks::due(const registry::registry& state, instant now) {
  std::vector<registry::command> due;
  if (!open_) return due;
  if (!state.founded()) {
    if (now < found_again_at_) return due;
    found_again_at_ = now + config_.own.election_timeout;
    due.push_back(registry::found{config_.own});
    return due;
  }
  expire_sessions(due, now);
  raise_level(state, due, now);
  end_grants(state, now, due);
  cancel_slow_moves(state, now, due);
  balance(state, now, due);
  return due;
}

void leader_tasks::expire_sessions(std::vector<registry::command>& due, instant now) {
  auto overdue = sessions_->overdue(now);
  if (overdue.empty()) return;
  for (auto session : overdue) sessions_->expiry_proposed(session);
  due.push_back(registry::expire_sessions{std::move(overdue)});
}

/// One step at a time, when every live member supports it: rules of a later release begin when no
/// member is left that would compute by the former ones.
void leader_tasks::raise_level(const registry::registry& state, std::vector<registry::command>& due,
                               instant now) {
  auto next = state.settings().feature_level + 1;
  if (next > registry::feature_level_now || now < raise_again_at_) return;
  auto& members = state.view()->members;
  auto lacks = [&](const member& m) { return alive(m) && m.feature_level < next; };
  if (std::any_of(members.begin(), members.end(), lacks)) return;
  raise_again_at_ = now + repeat_after;
  due.push_back(registry::raise_feature_level{next});
}

void leader_tasks::end_grants(const registry::registry& state, instant now,
                              std::vector<registry::command>& due) {
  constexpr std::size_t at_once = 64;
  auto time = stamp(state, now);
  for (auto& lock : not_asked_lately(state.locks().due(time, at_once), ending_locks_, now))
    due.push_back(registry::expire_lock{lock.token, lock.at});
  for (auto& over : not_asked_lately(state.elections().due(time, at_once), ending_votes_, now))
    due.push_back(registry::settle_election{over.name, over.at});
}

void leader_tasks::cancel_slow_moves(const registry::registry& state, instant now,
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

void leader_tasks::balance(const registry::registry& state, instant now,
                           std::vector<registry::command>& due) {
  auto version = state.table()->version;
  auto asked_lately = rebalance_asked_ && rebalance_asked_->first == version &&
                      now - rebalance_asked_->second < repeat_after;
  if (now - view_changed_at_ < quiet || balanced(state) || asked_lately) return;
  rebalance_asked_ = {version, now};
  // Each round makes two tables and a plan on every node, whatever it moves: about as many rounds
  // for a large table as for a small one.
  auto partitions = static_cast<std::uint32_t>(state.table()->entries.size());
  registry::rebalance round{version};
  round.moves_per_pair_max = std::max(round.moves_per_pair_max, partitions / rounds_most);
  due.push_back(round);
}

// Who belongs to the configuration, those with the oldest sessions first: they are least likely to
// go next.
std::optional<voter_step> leader_tasks::voters_due(const registry::registry& state,
                                                   const consensus::raft& raft, instant now) {
  if (!open_ || !state.founded()) return std::nullopt;
  voter_situation situation;
  situation.leader = raft.self();
  situation.target = config_.voters;
  std::map<store_id, instant> silent;
  std::vector<std::pair<session_id, voter_candidate>> found;
  auto look = [&](store_id store, bool votes) {
    voter_candidate c;
    c.store = store;
    c.votes = votes;
    auto* m = find(*state.view(), store);
    auto has_session = m != nullptr && alive(*m);
    c.is_leaving = has_session && m->state == member_state::leaving;
    c.is_live = has_session && !c.is_leaving;
    c.is_caught_up = store == raft.self() || raft.is_caught_up(store);
    // One that is fed a long log, or a large snapshot, has no session before it holds it.
    if (!has_session && (votes || !raft.is_answering(store))) {
      auto since = silent_since_.emplace(store, now).first->second;
      silent.emplace(store, since);
      c.is_gone = now - since >= config_.gone_after;
    }
    found.emplace_back(has_session ? m->session : session_id{~std::uint64_t{0}}, c);
  };
  for (auto store : raft.members().voters) look(store, true);
  for (auto store : raft.members().learners) look(store, false);
  silent_since_ = std::move(silent);
  std::stable_sort(found.begin(), found.end(),
                   [](const auto& a, const auto& b) { return a.first < b.first; });
  for (auto& entry : found) situation.candidates.push_back(entry.second);
  return next_voter_step(situation);
}

} // namespace ringleader::control

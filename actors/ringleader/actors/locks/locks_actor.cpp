// SPDX-License-Identifier: BSD-3-Clause
// Time, ends, and what the registry tells.
#include <ringleader/actors/locks/locks_actor.hpp>
#include <ringleader/actors/runtime/answer_all.hpp>
#include <ringleader/contract/errors.hpp>

#include <caf/send.hpp>

#include <algorithm>

namespace ringleader {

namespace {

constexpr auto insist_interval = std::chrono::milliseconds{200};

bool stands(const lock_hold* held) { return held != nullptr && !held->withheld; }

} // namespace

locks_actor::locks_actor(caf::actor_config& cfg, node_context_ptr node, std::uint64_t generation,
                         std::shared_ptr<held_locks> kept)
  : control_actor(cfg, std::move(node)), generation_(generation), kept_(std::move(kept)),
    lease_(node_->options.session_ttl, node_->options.lease_margin),
    members_(std::make_shared<const view>()) {}

void locks_actor::on_exit() {
  auto unknown = make_error(errc::outcome_unknown, "the lock manager is being rebuilt; a grant "
                                                   "that nobody heard of is taken back");
  for (auto& entry : claims_) {
    auto& c = entry.second;
    if (c.releaser.pending()) c.releaser.deliver(unknown);
    if (c.asker.pending()) c.asker.deliver(unknown);
  }
  answer_all(drain_waiters_, unknown);
  claims_.clear();
}

caf::behavior locks_actor::make_behavior() {
  set_default_handler(caf::drop);
  set_down_handler([this](caf::down_msg& down) { owner_down(down); });
  session_ = node_->lease.session();
  adopt();
  for (auto& watcher : kept_->watchers()) watch(watcher.listener.address());
  if (auto log = node_->book.get(child::control_log)) send(log, subscribe_news{child::locks});
  return {
    [this](const acquire& what) { return accept(what); },
    [this](const release& what) { return accept(what); },
    [this](const extend& what) { return accept(what); },
    [this](const registry_news& news) { take(news); },
    [this](wake w) {
      if (timer_.rang(w)) look();
    },
    [this](lock_retry& again) { insist(std::move(again.what), std::move(again.then)); },
    [this](lock_ask_again again) {
      auto found = claims_.find(again.claim);
      if (found != claims_.end() && found->second.now == stage::pausing) ask(again.claim);
    },
    [this](const inspect_lock& what) { return accept(what); },
    [this](const list_locks& what) { return accept(what); },
    [this](const subscribe_lock& what) { return accept(what); },
    [this](const unsubscribe_lock& what) { accept(what); },
    [this](const lock_look_again& again) { show(again.name); },
    [this](drain_all) -> caf::result<bool> {
      auto asker = make_response_promise();
      drain(asker);
      return asker;
    },
  };
}

void locks_actor::set_due(claim_id id, claim& c, instant due) {
  if (c.due != never) due_.erase({c.due, id});
  c.due = due;
  if (due != never) due_.insert({due, id});
}

void locks_actor::look() {
  auto now = node_->now();
  while (!due_.empty() && due_.begin()->first <= now) {
    auto id = due_.begin()->second;
    set_due(id, claims_.at(id), never);
    over(id);
  }
  if (held_ > 0 && now >= lease_until(session_)) lose_all(lock_loss::cut_off);
  arm();
}

void locks_actor::arm() {
  auto due = due_.empty() ? never : due_.begin()->first;
  if (held_ > 0) due = std::min(due, lease_until(session_));
  timer_.arm(this, due, node_->now());
}

/// The first instant at which nothing may be held in the name of that session.
instant locks_actor::lease_until(session_id session) {
  auto& cell = node_->lease;
  auto before = cell.session();
  auto until = cell.until();
  auto is_its = before == session && cell.session() == session;
  return kept_->lease_seen(session, is_its ? until : instant::min());
}

void locks_actor::lose(claim_id id, lock_loss why, const std::string& reason) {
  auto& c = claims_.at(id);
  if (!c.kept.owner) return;
  lock_grant grant{id, c.kept.token, c.kept.names, {}};
  if (auto owner = caf::actor_cast<caf::actor>(c.kept.owner))
    caf::anon_send(owner, lease_lost{std::move(grant), why, reason});
}

void locks_actor::lose_all(lock_loss why) {
  std::vector<claim_id> all;
  for (auto& [id, c] : claims_)
    if (c.now == stage::held) all.push_back(id);
  for (auto id : all) lose(id, why, {}); // every owner is told before any lock goes
  for (auto id : all) give_back(id, true, {});
}

void locks_actor::give_back(claim_id id, bool lost, caf::response_promise asker) {
  auto found = claims_.find(id);
  if (found == claims_.end()) return;
  auto& c = found->second;
  if (c.now == stage::held) --held_;
  c.now = stage::ending;
  c.releaser = asker;
  set_due(id, c, never);
  c.kept.ending = true;
  c.kept.lost = lost;
  kept_->put(id, c.kept);
  insist(registry::release_lock{id, c.kept.token, lost},
         [this, id](const registry::outcome& outcome) {
           auto ended = claims_.find(id);
           if (ended == claims_.end()) return;
           if (ended->second.releaser.pending())
             ended->second.releaser.deliver(registry::refusal(outcome) == nullptr);
           forget(id);
         });
}

void locks_actor::forget(claim_id id) {
  kept_->remove(id);
  auto found = claims_.find(id);
  if (found == claims_.end()) return;
  auto& c = found->second;
  if (c.now == stage::held) --held_;
  if (c.releaser.pending()) c.releaser.deliver(false);
  set_due(id, c, never);
  unwatch(c.kept.owner);
  claims_.erase(found);
  if (claims_.empty()) answer_all(drain_waiters_, true);
}

/// The node leaves: nobody holds anything when its session ends.
void locks_actor::drain(caf::response_promise asker) {
  draining_ = true;
  if (claims_.empty()) return asker.deliver(true);
  drain_waiters_.push_back(asker);
  lose_all(lock_loss::leaving);
  std::vector<claim_id> waiting;
  for (auto& [id, c] : claims_)
    if (c.asker.pending()) waiting.push_back(id);
  for (auto id : waiting) deny(id, make_error(errc::stopping, "the node leaves the cluster"));
}

void locks_actor::adopt() {
  for (auto& [id, kept] : kept_->all()) {
    // A lease keeper that is being rebuilt as well knows of no session for a moment.
    if (!session_) session_ = kept.session;
    claim c;
    c.kept = kept;
    c.now = stage::held;
    ++held_;
    watch(kept.owner);
    auto& known = claims_.emplace(id, std::move(c)).first->second;
    if (kept.ending)
      give_back(id, kept.lost, {});
    else
      set_due(id, known, kept.ends);
  }
  arm();
}

void locks_actor::take(const registry_news& news) {
  if (!kept_->is_news(news.index)) {
    missed_state_ = missed_state_ || news.reset;
    return;
  }
  if (missed_state_ && !news.reset)
    if (auto log = node_->book.get(child::control_log)) send(log, subscribe_news{child::locks});
  missed_state_ = false;
  auto before = std::exchange(members_, news.members);
  auto now = session_of(*news.members, boot_id{node_->membership.load()});
  if (now != session_) {
    session_ = now;
    end_claims_of_other_sessions();
  }
  if (news.state) compare(*news.state);
  for (auto& ev : *news.events) take(ev);
  if (news.reset)
    show_all();
  else
    tell_watchers(news, *before);
  arm();
}

void locks_actor::take(const registry::event& ev) {
  if (auto* grant = std::get_if<lock_granted>(&ev)) {
    if (grant->owner.session != session_) return;
    if (claims_.count(grant->claim) == 0)
      insist(registry::release_lock{grant->claim, grant->token}, {});
    else
      granted_by_queue(grant->claim, grant->token, grant->expires);
  } else if (auto* ended = std::get_if<lock_ended>(&ev)) {
    auto by_us = ended->why == lock_end::released || ended->why == lock_end::given_back;
    if (ended->owner.session != session_ || by_us) return;
    for (auto id : ended->claims) {
      auto found = claims_.find(id);
      if (found == claims_.end()) continue;
      if (found->second.now == stage::held)
        lose(id, ended->why == lock_end::forced ? lock_loss::taken_away : lock_loss::lease_over,
             ended->reason);
      if (found->second.asker.pending())
        found->second.asker.deliver(
          make_error(errc::lease_lost, "the lock was taken away before the grant got here"));
      forget(id);
    }
  }
}

void locks_actor::end_claims_of_other_sessions() {
  std::vector<claim_id> theirs;
  for (auto& [id, c] : claims_)
    if (c.kept.session != session_) theirs.push_back(id);
  for (auto id : theirs) {
    // Locks end with the session that held them; what was asked for may have been granted before.
    auto& c = claims_.at(id);
    if (c.now == stage::held) lose(id, lock_loss::session_ended, {});
    if (c.asker.pending())
      c.asker.deliver(make_error(errc::outcome_unknown, "the node's session ended, and with it "
                                                        "what may have been granted"));
    forget(id);
  }
}

/// A whole state stands for events that nobody told.
void locks_actor::compare(const registry::registry& state) {
  const auto& book = state.locks().book();
  take_back_unknown(book.claims_of(session_));
  std::vector<claim_id> known;
  for (auto& entry : claims_) known.push_back(entry.first);
  for (auto id : known) {
    auto found = claims_.find(id);
    if (found == claims_.end()) continue;
    auto& c = found->second;
    auto at = book.find({c.kept.session, id});
    if (at && at->token) {
      granted_by_queue(id, at->token, book.hold(at->token)->expires);
    } else if (c.now == stage::held && state.last_token() >= c.kept.token &&
               !stands(book.hold(c.kept.token))) {
      lose(id, lock_loss::taken_away, {});
      forget(id);
    } else if (!at && c.now == stage::queued && state.now() > c.queued_at) {
      if (c.asker.pending())
        c.asker.deliver(make_error(errc::lease_lost, "the grant came and went unseen; ask again"));
      forget(id);
    }
  }
}

void locks_actor::take_back_unknown(const standing_claims& standing) {
  for (auto& [id, at] : standing) {
    if (claims_.count(id) != 0) continue;
    if (at.token)
      insist(registry::release_lock{id, at.token}, {});
    else
      insist(registry::cancel_lock{id}, {});
  }
}

void locks_actor::insist(registry::command what,
                         std::function<void(const registry::outcome&)> then) {
  auto log = node_->book.get(child::control_log);
  auto again = [this, session = session_](lock_retry retry) {
    if (session == session_) delayed_send(this, insist_interval, std::move(retry));
  };
  if (!log) return again({std::move(what), std::move(then)});
  request(log, caf::infinite, propose{what})
    .then(
      [then](const proposal_outcome& answer) {
        if (then) then(answer.what);
      },
      // Releasing and cancelling twice changes nothing, so an unknown outcome is tried again.
      [what, then, again](caf::error&) {
        again({what, then});
      });
}

} // namespace ringleader

// SPDX-License-Identifier: BSD-3-Clause
// Time, ends, and what others say of this node.
#include <ringleader/base/mutant.hpp>
#include <ringleader/locks/lock_client.hpp>

#include <algorithm>

namespace ringleader::locks {

namespace {

constexpr auto insist_interval = std::chrono::milliseconds{200};
constexpr auto insist_patience = std::chrono::seconds{5};
// Longer than a command is tried, and mostly than it travels.
constexpr auto stray_time = std::chrono::seconds{10};

} // namespace

result<void> lock_client_options::validate() const {
  if (ttl <= duration::zero()) return {errc::invalid_option, "a session lasts longer than zero"};
  if (margin < duration::zero() || margin >= ttl)
    return {errc::invalid_option, "the margin of a session is not negative and below its ttl"};
  return {};
}

lock_client::lock_client(const lock_client_options& options, std::uint64_t generation)
  : lease_(options.ttl, options.margin), generation_(generation) {}

client_effects lock_client::step(client_event event, instant now) {
  client_effects out;
  std::visit([&](auto& held) { step(std::move(held), now, out); }, event);
  return out;
}

void lock_client::begin_step(instant now, client_effects& out) {
  EXPECTS(now >= now_);
  now_ = now;
  out_ = &out;
  sent_in_step_ = 0;
}

instant lock_client::next_deadline() const {
  auto due = due_.empty() ? never : due_.begin()->first;
  if (!again_.empty()) due = std::min(due, again_.begin()->first);
  if (held_ > 0) due = std::min(due, lease_until(session_));
  return std::min({due, reconcile_at_, strays_at_});
}

void lock_client::on(const tick&) {
  while (!due_.empty() && due_.begin()->first <= now_) {
    auto at = claims_.find(due_.begin()->second);
    set_due(at->first, at->second, never);
    over(at);
  }
  while (!again_.empty() && again_.begin()->first <= now_ && sent_in_step_ < sent_in_step_max) {
    auto cookie = again_.begin()->second;
    again_.erase(again_.begin());
    auto found = proposals_.find(cookie);
    if (found->second.what == aim::acquire) {
      auto at = claims_.find(found->second.claim);
      proposals_.erase(found);
      if (at != claims_.end() && at->second.now == stage::pausing) ask(at);
    } else if (lasts(found->second.session)) {
      send(cookie, found->second);
    } else {
      taking_back_.erase(found->second.claim);
      proposals_.erase(found);
    }
  }
  if (held_ > 0 && now_ >= lease_until(session_)) lose_all(lock_loss::cut_off);
  look_for_strays();
}

void lock_client::look_for_strays() {
  auto reconciles = now_ >= strays_at_ || (now_ >= reconcile_at_ && !unsure_.empty());
  if (now_ >= strays_at_) strays_at_ = never;
  if (now_ < reconcile_at_ && !reconciles) return;
  reconcile_at_ = never;
  unsure_.clear();
  if (reconciles) emit(query_standing{session_});
}

bool lock_client::allowed(stage from, stage to) {
  switch (from) {
  case stage::asking:
    return to == stage::pausing || to == stage::queued || to == stage::confirming ||
           to == stage::held || to == stage::ending;
  case stage::pausing: return to == stage::asking;
  case stage::queued: return to == stage::confirming || to == stage::held || to == stage::ending;
  case stage::confirming: return to == stage::held || to == stage::ending;
  case stage::held: return to == stage::ending;
  case stage::ending: return false;
  }
  return false;
}

void lock_client::enter(entry at, stage to) {
  auto& c = at->second;
  EXPECTS(allowed(c.now, to));
  if (c.now == stage::held) --held_;
  if (to == stage::held) ++held_;
  if (c.now == stage::queued) queued_.erase({c.kept.holder, at->first});
  if (to == stage::queued) queued_.insert({c.kept.holder, at->first});
  c.now = to;
}

void lock_client::set_token(entry at, fencing_token token) {
  auto& known = at->second.kept.token;
  if (known == token) return;
  if (known) by_token_.erase({known, at->first});
  if (token) by_token_.insert({token, at->first});
  known = token;
}

void lock_client::set_due(claim_id id, claim_state& c, instant due) {
  if (c.due != never) due_.erase({c.due, id});
  c.due = due;
  if (due != never) due_.insert({due, id});
}

/// The time of a claim is over: of its wait, or of its lease.
void lock_client::over(entry at) {
  auto& c = at->second;
  if (c.now == stage::held) return lose_and_give_back({at}, lock_loss::lease_over);
  if (c.now == stage::ending) return;
  if (!c.wait_over) {
    c.wait_over = true; // while it is still asking, `acquired` looks at that
    set_due(at->first, c, now_ + confirm_time);
    if (c.now == stage::queued) return cancel(at);
    if (c.now == stage::asking || c.now == stage::confirming) return;
    return deny(at, {errc::lock_busy, "what this owner held is still on its way back"});
  }
  // The asker may stop waiting at any time from now on, and would not see a grant that comes later:
  // it is given back as soon as it shows.
  fail(c.asker, {errc::outcome_unknown, "no control leader confirmed the end of the wait; a grant "
                                        "that follows is given back"});
  c.abandoned = true;
}

void lock_client::on(const node_lease& event) {
  node_session_ = event.session;
  leaving_ = leaving_ || event.leaving;
  if (!session_is_told_) session_ = event.session ? event.session : session_;
  if (event.session) remember_lease(event.session, event.until);
}

/// A lease keeper that is rebuilt knows of none for a moment, which ends none.
void lock_client::remember_lease(session_id session, instant until) {
  auto& newest = leases_[0];
  if (newest.session != session) {
    leases_[1] = newest;
    newest = {session, instant::min()};
  }
  if (until <= newest.until) return;
  newest.until = until;
  emit(keep_lease{session, until});
}

/// The first instant at which nothing may be held in the name of that session.
instant lock_client::lease_until(session_id session) const {
  for (const auto& known : leases_)
    if (session && known.session == session) return known.until;
  return instant::min();
}

void lock_client::on(const session_seen& event) {
  session_is_told_ = true;
  if (event.session == session_) return;
  session_ = event.session;
  end_claims_of_other_sessions();
}

bool lock_client::lasts(session_id session) const {
  return session == session_ || session == node_session_;
}

void lock_client::expect_strays() {
  has_strays_ = true;
  strays_at_ = std::min(strays_at_, now_ + stray_time);
}

void lock_client::on(adopt event) {
  if (event.follows) expect_strays();
  // What this client was told itself is of a session as new, or newer.
  for (auto& known : leases_)
    if (event.session && (!known.session || known.session == event.session)) {
      known = {event.session, std::max(known.until, event.lease)};
      break;
    }
  for (auto& [id, kept] : event.claims) {
    if (!session_) session_ = kept.session;
    auto at = claims_.try_emplace(id).first;
    auto& c = at->second;
    auto token = std::exchange(kept.token, {});
    c.kept = std::move(kept);
    set_token(at, token);
    c.command.claim = id;
    c.now = stage::held;
    c.is_kept = true;
    ++held_;
    watch(c.kept.asker, id);
    if (c.kept.least != duration::max()) extending_[c.kept.token] = {0, true, c.kept.least};
    if (c.kept.ending)
      give_back(at, c.kept.lost, {});
    else
      set_due(id, c, c.kept.ends);
  }
}

void lock_client::lose(entry at, lock_loss why, const std::string& reason) {
  const auto& kept = at->second.kept;
  if (kept.asker) emit(tell_lost{kept.asker, at->first, kept.token, kept.names, why, reason});
}

/// Every holder is told before any lock goes.
void lock_client::lose_and_give_back(const std::vector<entry>& all, lock_loss why) {
  auto told_late = mutated(mutant::holder_told_after_release);
  if (!told_late)
    for (auto at : all) lose(at, why, {});
  for (auto at : all) give_back(at, true, {});
  if (told_late)
    for (auto at : all) lose(at, why, {});
}

void lock_client::lose_all(lock_loss why) { lose_and_give_back(in_stage(stage::held), why); }

std::vector<lock_client::entry> lock_client::in_stage(stage now) {
  std::vector<entry> all;
  for (auto at = claims_.begin(); at != claims_.end(); ++at)
    if (at->second.now == now) all.push_back(at);
  return all;
}

void lock_client::on(const asker_gone& event) {
  std::vector<claim_id> theirs;
  auto first = askers_.lower_bound({event.asker, claim_id{}});
  auto last = first;
  for (; last != askers_.end() && last->first == event.asker; ++last)
    theirs.push_back(last->second);
  askers_.erase(first, last);
  for (auto id : theirs) {
    auto at = claims_.find(id);
    auto& c = at->second;
    c.kept.asker = {};
    if (c.now == stage::held)
      give_back(at, !event.orderly, {});
    else if (c.asker)
      deny(at, {errc::stopping, "the asker is gone"});
  }
}

/// The node leaves: nobody holds anything when its session ends.
void lock_client::on(const drain&) {
  draining_ = true;
  if (claims_.empty()) return emit(drained{});
  lose_all(lock_loss::leaving);
  for (auto at = claims_.begin(); at != claims_.end();) {
    auto next = std::next(at);
    if (at->second.asker) deny(at, {errc::stopping, "the node leaves the cluster"});
    at = next;
  }
}

void lock_client::forget_claim(entry at) {
  auto& c = at->second;
  if (c.now == stage::held) --held_;
  if (c.now == stage::queued) queued_.erase({c.kept.holder, at->first});
  if (c.releaser) emit(answer_released{c.releaser, false});
  if (c.is_kept) emit(forget{at->first});
  set_due(at->first, c, never);
  unwatch(c.kept.asker, at->first);
  auto token = c.kept.token;
  set_token(at, {});
  claims_.erase(at);
  if (auto found = extending_.find(token); found != extending_.end() && !is_granted(token))
    extending_.erase(found);
  if (draining_ && claims_.empty()) emit(drained{});
}

bool lock_client::is_granted(fencing_token token) const {
  auto first = by_token_.lower_bound({token, claim_id{}});
  return first != by_token_.end() && first->first == token;
}

/// Proposes until there is an outcome; gives up only with the session.
void lock_client::insist(aim what, claim_id claim, fencing_token token, bool lost) {
  proposal asked;
  asked.what = what;
  asked.claim = claim;
  asked.token = token;
  asked.lost = lost;
  auto at = claims_.find(claim);
  asked.session =
    at == claims_.end() || !at->second.kept.session ? session_ : at->second.kept.session;
  auto cookie = ++last_cookie_;
  proposals_.emplace(cookie, asked);
  if (sent_in_step_ < sent_in_step_max)
    send(cookie, asked);
  else
    again_.insert({now_, cookie});
}

void lock_client::send(std::uint64_t cookie, const proposal& what) {
  ++sent_in_step_;
  lock_command command = cancel_lock{what.claim};
  if (what.what == aim::release)
    command = release_lock{what.claim, what.token, what.lost};
  else if (what.what != aim::cancel)
    command = extend_lock{what.claim, what.token, what.lease};
  emit(propose{cookie, std::move(command), insist_patience});
}

void lock_client::on(concluded event) {
  auto found = proposals_.find(event.cookie);
  if (found == proposals_.end()) return;
  auto failed = event.error.code != errc::none;
  auto insists = found->second.what == aim::cancel || found->second.what == aim::release;
  // Releasing and cancelling twice changes nothing, so an unknown outcome is tried again.
  if (failed && insists) {
    again_.insert({now_ + insist_interval, event.cookie});
    return;
  }
  auto asked = found->second;
  proposals_.erase(found);
  auto* outcome = failed ? nullptr : &event.what;
  switch (asked.what) {
  case aim::acquire:
    if (failed) return not_acquired(asked.claim, std::move(event.error));
    return acquired(asked.claim, event.what);
  case aim::confirm: return confirmed(asked, outcome, event.error.code);
  case aim::extend: return extended(asked, outcome, std::move(event.error));
  case aim::cancel: return cancelled(asked.claim, event.what);
  case aim::release: return released(asked, event.what);
  }
}

} // namespace ringleader::locks

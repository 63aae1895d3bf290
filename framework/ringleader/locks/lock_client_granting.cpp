// SPDX-License-Identifier: BSD-3-Clause
// From the outcome of a proposal to a lock that is held.
#include <ringleader/base/mutant.hpp>
#include <ringleader/locks/lock_client.hpp>

#include <algorithm>

namespace ringleader::locks {

namespace {

constexpr auto ask_again_after = std::chrono::milliseconds{50};
// Behind a release, to hear that its grant ended.
constexpr auto news_time = std::chrono::seconds{1};
constexpr duration confirm_patience = std::chrono::seconds{5};

const refused* refusal(const lock_outcome& outcome) { return std::get_if<refused>(&outcome); }

failure too_late() {
  return {errc::lease_lost, "the lease was over before the grant got here; it is given back: "
                            "acquire again, for longer"};
}

} // namespace

void lock_client::acquired(claim_id id, lock_outcome& outcome) {
  auto at = claims_.find(id);
  if (at == claims_.end()) {
    // The claim went with a session that was taken for another; nobody waits for what came of it.
    if (auto* yes = std::get_if<granted>(&outcome))
      take_back(id, yes->token);
    else if (std::holds_alternative<queued>(outcome))
      take_back(id, {});
    return;
  }
  auto& c = at->second;
  // An event told of the grant before, of a claim that nobody waited for: it is on its way back.
  if (c.now == stage::ending) return;
  if (auto* no = std::get_if<refused>(&outcome)) {
    deny(at, {no->code, std::move(no->message)});
    forget_claim(at);
  } else if (auto* cycle = std::get_if<deadlocked>(&outcome)) {
    found_deadlock(at, *cycle);
  } else if (auto* yes = std::get_if<granted>(&outcome)) {
    set_token(at, yes->token);
    if (!yes->expires) return hold(at, yes->token, never);
    if (c.command.reentrant) return joined(at);
    hold(at, yes->token, lease_.end(c.asked, *yes->expires - *c.command.lease, *yes->expires));
  } else if (auto* waits = std::get_if<queued>(&outcome)) {
    enter(at, stage::queued);
    c.queued_at = waits->at;
    if (c.abandoned || c.wait_over) cancel(at);
  }
}

/// The lease is that of the grant that it joined, if it did, which may have been extended since.
/// What is not measured yet is of no help.
void lock_client::joined(entry at) {
  auto token = at->second.kept.token;
  auto measured = [&](const claim_state& other) {
    return other.now == stage::held ||
           (other.now == stage::confirming && mutated(mutant::unmeasured_lease_joined));
  };
  for (auto next = by_token_.lower_bound({token, claim_id{}});
       next != by_token_.end() && next->first == token; ++next) {
    const auto& other = claims_.at(next->second);
    if (next->second != at->first && measured(other)) return hold(at, token, other.kept.ends);
  }
  confirm(at);
}

void lock_client::found_deadlock(entry at, deadlocked& found) {
  auto& c = at->second;
  auto transient = std::any_of(found.cycle.begin(), found.cycle.end(),
                               [&](const auto& step) { return is_on_its_way_back(step); });
  if (!transient) {
    if (c.asker) emit(answer_deadlock{std::exchange(c.asker, {}), std::move(found)});
    return forget_claim(at);
  }
  if (c.abandoned || c.wait_over) {
    fail(c.asker, {errc::lock_busy, "what this owner held is still on its way back"});
    return forget_claim(at);
  }
  enter(at, stage::pausing);
  auto cookie = ++last_cookie_;
  proposal asked;
  asked.claim = at->first;
  proposals_.emplace(cookie, asked);
  again_.insert({now_ + ask_again_after, cookie});
  // It may be what an earlier client of this node asked for, and stands in a queue.
  emit(query_standing{session_});
}

/// Something of this node that no owner knows to hold, or to wait for: it will be gone soon.
bool lock_client::is_on_its_way_back(const wait_step& step) const {
  if (step.blocker.session != session_) return false;
  auto holder = step.blocker.holder;
  auto stands = [&](claim_id id, stage now) {
    const auto& c = claims_.at(id);
    return c.kept.holder == holder && !c.abandoned && c.now == now;
  };
  if (step.token) {
    for (auto next = by_token_.lower_bound({step.token, claim_id{}});
         next != by_token_.end() && next->first == step.token; ++next)
      if (stands(next->second, stage::held)) return false;
  } else {
    for (auto next = queued_.lower_bound({holder, claim_id{}});
         next != queued_.end() && next->first == holder; ++next)
      if (stands(next->second, stage::queued)) return false;
  }
  return true;
}

void lock_client::not_acquired(claim_id id, failure error) {
  auto at = claims_.find(id);
  if (at == claims_.end()) return;
  auto unknown = may_have_happened(error.code);
  if (unknown) expect_strays();
  fail(at->second.asker, std::move(error));
  at->second.abandoned = true;
  if (unknown && !mutated(mutant::unanswered_acquire_kept))
    cancel(at); // a grant that nobody takes ends at once
  else
    forget_claim(at);
}

/// By an event, a cancel that came too late, or a state that stood for either.
void lock_client::granted_by_queue(entry at, fencing_token token,
                                   std::optional<registry_time> expires) {
  auto& c = at->second;
  // While it is asking, the outcome of that comes first; afterwards it is known already.
  if (c.now != stage::queued && !(c.now == stage::asking && c.abandoned)) return;
  set_token(at, token);
  if (!expires) return hold(at, token, never);
  auto ends = lease_.end(c.asked, c.queued_at, *expires);
  auto lease = c.command.lease.value_or(duration::zero());
  auto measured = c.now == stage::queued && ends - now_ >= lease / 2;
  if (measured || c.abandoned) return hold(at, token, ends);
  confirm(at); // the wait was long, and so is what is taken off for the clocks
}

/// Extends the lease to know from when on it runs.
void lock_client::confirm(entry at) {
  auto& c = at->second;
  if (!c.command.lease) { // it came into a grant that has one
    fail(c.asker, too_late());
    c.abandoned = true;
    return give_back(at, false, {});
  }
  enter(at, stage::confirming);
  extend_grant(aim::confirm, at, *c.command.lease, {});
}

void lock_client::extend_grant(aim what, entry at, duration lease, ask_id ask) {
  proposal asked;
  asked.what = what;
  asked.claim = at->first;
  asked.token = at->second.kept.token;
  asked.lease = lease;
  asked.ask = ask;
  asked.sent = now_;
  auto& all = extending_[asked.token];
  ++all.open;
  all.least = std::min(all.least, lease);
  // Of a shorter lease the end may come before anybody says so.
  if (auto ends = at->second.kept.ends; what == aim::extend && ends != never)
    set_ends(asked.token, std::min(ends, now_ + lease_.trusted(lease)));
  auto cookie = ++last_cookie_;
  proposals_.emplace(cookie, asked);
  emit(propose{cookie, extend_lock{asked.claim, asked.token, asked.lease}, confirm_patience});
}

/// Until when the grant lasts at least if this extension took effect: one that took effect behind
/// it runs from later on, but may be shorter.
instant lock_client::end_extension(const proposal& asked, bool unknown) {
  auto least = asked.lease;
  auto at = extending_.find(asked.token);
  if (at != extending_.end()) {
    auto& all = at->second;
    if (!mutated(mutant::extension_overtaken)) least = all.least;
    all.unknown = all.unknown || unknown;
    if (--all.open == 0 && !all.unknown) extending_.erase(at);
  }
  return asked.sent + lease_.trusted(least);
}

void lock_client::confirmed(const proposal& asked, const lock_outcome* outcome, errc error) {
  auto ends = end_extension(asked, may_have_happened(error));
  auto at = claims_.find(asked.claim);
  if (at == claims_.end() || at->second.now != stage::confirming) return;
  auto* yes = outcome == nullptr ? nullptr : std::get_if<granted>(outcome);
  if (yes != nullptr && yes->expires) return hold(at, yes->token, ends);
  deny(at, too_late());
  give_back(at, false, {});
}

void lock_client::extended(const proposal& asked, const lock_outcome* outcome, failure error) {
  auto ends = end_extension(asked, may_have_happened(error.code));
  auto asker = asked.ask;
  auto at = claims_.find(asked.claim);
  auto holds = at != claims_.end() && at->second.now == stage::held;
  auto* no = outcome == nullptr ? nullptr : refusal(*outcome);
  if (holds) {
    auto before = at->second.kept.ends;
    auto took_effect = outcome != nullptr && no == nullptr;
    set_ends(asked.token, took_effect ? std::max(ends, before) : before);
  }
  if (outcome == nullptr) return fail(asker, std::move(error));
  if (no != nullptr) return fail(asker, {no->code, no->message});
  if (!holds) return fail(asker, {errc::lease_lost, "the grant was lost meanwhile"});
  const auto& kept = at->second.kept;
  // A process that was paused may hear of this before its timer says the same. No time that is left
  // would mean: for ever.
  if (now_ >= kept.ends)
    return fail(asker, {errc::lease_lost, "the lease was over before the answer got here"});
  if (asker) emit(answer_granted{asker, asked.claim, kept.token, kept.names, kept.ends - now_});
}

/// Of all claims that are in the grant: a re-entrant owner has several.
void lock_client::set_ends(fencing_token token, instant ends) {
  auto least = least_of(token);
  for (auto next = by_token_.lower_bound({token, claim_id{}});
       next != by_token_.end() && next->first == token; ++next) {
    auto id = next->second;
    auto& c = claims_.at(id);
    if (c.now != stage::held) continue;
    if (c.kept.ends == ends && c.kept.least == least) continue;
    c.kept.ends = ends;
    c.kept.least = least;
    emit(keep_end{id, ends, least});
    set_due(id, c, ends);
  }
}

duration lock_client::least_of(fencing_token token) const {
  auto at = extending_.find(token);
  return at == extending_.end() ? duration::max() : at->second.least;
}

void lock_client::hold(entry at, fencing_token token, instant ends) {
  auto& c = at->second;
  set_token(at, token);
  c.kept.ends = ends;
  auto cut_off = now_ >= lease_until(c.kept.session);
  auto wanted = c.asker || mutated(mutant::late_grant_kept);
  if (!wanted || now_ >= ends || cut_off) {
    fail(c.asker, cut_off ? failure{errc::lease_lost, "this node has no lease of its session at "
                                                      "the moment; acquire again"}
                          : too_late());
    c.abandoned = true;
    return give_back(at, false, {}); // nobody ever knew of it
  }
  enter(at, stage::held);
  c.kept.names = names_of(c.command.wants);
  c.kept.least = least_of(token);
  c.is_kept = true;
  emit(keep{at->first, c.kept});
  if (c.asker)
    emit(answer_granted{std::exchange(c.asker, {}), at->first, token, c.kept.names,
                        ends == never ? duration{} : ends - now_});
  set_due(at->first, c, ends);
}

void lock_client::cancel(entry at) { insist(aim::cancel, at->first, {}, false); }

void lock_client::cancelled(claim_id id, const lock_outcome& outcome) {
  auto* yes = std::get_if<granted>(&outcome); // the grant was faster
  auto at = claims_.find(id);
  if (at == claims_.end()) {
    taking_back_.erase(id);
    if (yes != nullptr) take_back(id, yes->token);
    return;
  }
  auto& c = at->second;
  if (c.now != stage::asking && c.now != stage::queued) return; // an event was faster
  if (yes != nullptr) return granted_by_queue(at, yes->token, yes->expires);
  fail(c.asker, {errc::lock_busy, "somebody else holds the lock, and the wait is over"});
  forget_claim(at);
}

void lock_client::released(const proposal& asked, const lock_outcome& outcome) {
  taking_back_.erase(asked.claim);
  auto at = claims_.find(asked.claim);
  auto given_back = at != claims_.end() && at->second.given_back;
  if (has_strays_ && !given_back) {
    unsure_.insert(asked.token);
    reconcile_at_ = std::min(reconcile_at_, now_ + news_time);
  }
  if (at == claims_.end()) return;
  auto& c = at->second;
  // The first of several attempts may have done it, unanswered.
  auto held = given_back || refusal(outcome) == nullptr;
  if (c.releaser) emit(answer_released{std::exchange(c.releaser, {}), held});
  forget_claim(at);
}

} // namespace ringleader::locks

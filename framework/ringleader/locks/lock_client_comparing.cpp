// SPDX-License-Identifier: BSD-3-Clause
// What the log says.
#include <ringleader/base/mutant.hpp>
#include <ringleader/locks/lock_client.hpp>

namespace ringleader::locks {

namespace {

bool stands(const lock_hold* held) { return held != nullptr && !held->withheld; }

} // namespace

void lock_client::on(const lock_granted& event) {
  if (event.owner.session != session_) return;
  auto at = claims_.find(event.claim);
  if (at == claims_.end()) return take_back(event.claim, event.token);
  granted_by_queue(at, event.token, event.expires);
}

void lock_client::on(const lock_ended& event) {
  if (event.owner.session != session_) return;
  unsure_.erase(event.token);
  auto by_us = event.why == lock_end::released || event.why == lock_end::given_back;
  for (auto id : event.claims) {
    auto at = claims_.find(id);
    if (at == claims_.end()) continue;
    auto& c = at->second;
    if (by_us) {
      c.given_back = true;
      continue;
    }
    if (c.now == stage::held)
      lose(at, event.why == lock_end::forced ? lock_loss::taken_away : lock_loss::lease_over,
           event.reason);
    fail(c.asker, {errc::lease_lost, "the lock was taken away before the grant got here"});
    forget_claim(at);
  }
}

void lock_client::end_claims_of_other_sessions() {
  for (auto at = claims_.begin(); at != claims_.end();) {
    auto next = std::next(at);
    auto& c = at->second;
    if (c.kept.session != session_) {
      // Locks end with the session that held them; what was asked for may have been granted before.
      if (c.now == stage::held) lose(at, lock_loss::session_ended, {});
      fail(c.asker, {errc::outcome_unknown, "the node's session ended, and with it what may have "
                                            "been granted"});
      forget_claim(at);
    }
    at = next;
  }
}

/// A whole state stands for events that nobody told.
void lock_client::on(const state_seen& event) {
  for (const auto& [id, at] : event.book->claims_of(session_))
    if (claims_.count(id) == 0) take_back(id, at.token);
  for (auto at = claims_.begin(); at != claims_.end();) {
    auto next = std::next(at);
    compare(at, event);
    at = next;
  }
}

void lock_client::compare(entry at, const state_seen& with) {
  auto& c = at->second;
  auto place = with.book->find({c.kept.session, at->first});
  if (place && place->token)
    return granted_by_queue(at, place->token, with.book->hold(place->token)->expires);
  if (c.now == stage::held && with.last_token >= c.kept.token &&
      !stands(with.book->hold(c.kept.token))) {
    lose(at, lock_loss::taken_away, {});
    forget_claim(at);
  } else if (!place && c.now == stage::queued && with.now > c.queued_at) {
    fail(c.asker, {errc::lease_lost, "the grant came and went unseen; ask again"});
    forget_claim(at);
  }
}

void lock_client::on(const standing_seen& event) {
  if (event.session != session_) return;
  for (const auto& [id, at] : event.claims)
    if (claims_.count(id) == 0) take_back(id, at.token);
}

/// What stands in the log and nobody here knows: granted under `token`, or waiting without one.
void lock_client::take_back(claim_id id, fencing_token token) {
  if (mutated(mutant::unanswered_acquire_kept) || !taking_back_.insert(id).second) return;
  insist(token ? aim::release : aim::cancel, id, token, false);
}

} // namespace ringleader::locks

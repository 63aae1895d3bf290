// SPDX-License-Identifier: BSD-3-Clause
// What askers want.
#include <ringleader/locks/holder_ids.hpp>
#include <ringleader/locks/lock_client.hpp>
#include <ringleader/locks/lock_limits.hpp>

#include <algorithm>

namespace ringleader::locks {

namespace {

constexpr duration patience_max = std::chrono::seconds{5};
// A proposal is given up a little before the asker is answered anyway: an acquire that never left
// is no_quorum.
constexpr auto patience_behind_wait = std::chrono::milliseconds{900};

holder_id holder_for(const acquire& event, claim_id id) {
  if (event.owner != 0) return holder_of(holder_kind::number, event.owner);
  if (event.asker) return holder_of(holder_kind::actor, event.asker.value);
  return holder_of(holder_kind::request, id.value);
}

} // namespace

void lock_client::on(acquire event) {
  claim_id id{(generation_ << 32) | (last_claim_ + 1)};
  auto made = claim_of(event, id);
  if (!made) return fail(event.ask, made.error());
  ++last_claim_;
  auto at = claims_.emplace_hint(claims_.end(), id, std::move(*made));
  auto& c = at->second;
  watch(event.asker, id);
  set_due(id, c, c.wait_over ? c.wait_end + confirm_time : c.wait_end);
  ask(at);
}

result<lock_client::claim_state> lock_client::claim_of(acquire& event, claim_id id) const {
  if (draining_ || leaving_) return {errc::stopping, "the node leaves the cluster"};
  if (event.lease < duration::zero() || event.wait < duration::zero())
    return {errc::refused, "lease and wait of an acquire are not negative"};
  if (event.owner >= thread_owner_base << 1)
    return {errc::refused, "the number of an owner is below 2^60"};
  if (claims_.size() >= claims_max)
    return {errc::overloaded,
            "this node holds and waits for " + std::to_string(claims_max) + " locks; release some"};
  claim_state c;
  c.kept.session = node_session_;
  c.kept.holder = holder_for(event, id);
  c.kept.asker = event.asker;
  auto lease = event.lease > duration::zero() ? std::optional{event.lease} : std::nullopt;
  auto unsaid = unsaid_lock_delay(event.fenced);
  // What no table could grant need not travel; the registry looks again.
  auto checked = well_formed({{c.kept.session, c.kept.holder},
                              id,
                              std::move(event.wants),
                              lease,
                              event.delay.value_or(unsaid)},
                             event.reentrant, lock_limits{});
  if (!checked) return checked.error();
  c.command = {c.kept.holder,
               id,
               std::move(checked->wants),
               event.wait > duration::zero(),
               event.reentrant,
               event.fenced,
               lease,
               event.delay};
  c.asker = event.ask;
  c.wait_over = !c.command.wait;
  if (event.wait < never - now_ - confirm_time) c.wait_end = now_ + event.wait;
  return c;
}

void lock_client::ask(entry at) {
  auto& c = at->second;
  if (c.now != stage::asking) enter(at, stage::asking);
  c.asked = now_;
  auto patience = patience_max;
  if (c.wait_end != never) patience = std::min(patience, c.wait_end - now_ + patience_behind_wait);
  auto cookie = ++last_cookie_;
  proposal asked;
  asked.claim = at->first;
  proposals_.emplace(cookie, asked);
  emit(propose{cookie, c.command, patience});
}

void lock_client::on(const release& event) {
  auto at = claims_.find(event.claim);
  if (at != claims_.end() && at->second.now == stage::held && at->second.kept.token == event.token)
    return give_back(at, false, event.ask);
  if (event.ask) emit(answer_released{event.ask, false});
}

void lock_client::on(const extend& event) {
  auto asker = event.ask;
  auto at = claims_.find(event.claim);
  if (at == claims_.end() || at->second.kept.token != event.token)
    return fail(asker, {errc::not_holder, "this node holds no such grant (any more)"});
  auto& c = at->second;
  if (c.now != stage::held)
    return fail(asker, {errc::lease_lost, "the grant is on its way back; acquire again"});
  if (!usable_lease(event.lease)) return fail(asker, unusable_lease());
  extend_grant(aim::extend, at, event.lease, event.ask);
}

void lock_client::fail(ask_id& asker, failure why) {
  if (asker) emit(answer_failed{asker, std::move(why)});
  asker = {};
}

/// Nothing comes of it for the asker; what may be granted is given back.
void lock_client::deny(entry at, failure why) {
  auto& c = at->second;
  fail(c.asker, std::move(why));
  c.abandoned = true;
  if (c.now == stage::queued) return cancel(at);
  if (c.now == stage::pausing) forget_claim(at);
}

void lock_client::give_back(entry at, bool lost, ask_id releaser) {
  auto& c = at->second;
  enter(at, stage::ending);
  c.releaser = releaser;
  set_due(at->first, c, never);
  c.kept.ending = true;
  c.kept.lost = lost;
  if (c.is_kept)
    emit(keep_ending{at->first, lost});
  else
    emit(keep{at->first, c.kept});
  c.is_kept = true;
  insist(aim::release, at->first, c.kept.token, lost);
}

void lock_client::watch(asker_id asker, claim_id id) {
  if (!asker) return;
  auto next = askers_.lower_bound({asker, claim_id{}});
  if (next == askers_.end() || next->first != asker) emit(watch_asker{asker});
  askers_.insert({asker, id});
}

void lock_client::unwatch(asker_id asker, claim_id id) {
  if (!asker) return;
  askers_.erase({asker, id});
  auto next = askers_.lower_bound({asker, claim_id{}});
  if (next == askers_.end() || next->first != asker) emit(unwatch_asker{asker});
}

} // namespace ringleader::locks

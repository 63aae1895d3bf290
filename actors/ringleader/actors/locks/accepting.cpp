// SPDX-License-Identifier: BSD-3-Clause
// What actors ask for.
#include <ringleader/actors/locks/locks_actor.hpp>
#include <ringleader/contract/errors.hpp>
#include <ringleader/locks/holder_ids.hpp>
#include <ringleader/locks/lock_limits.hpp>

#include <algorithm>

namespace ringleader {

namespace {

constexpr std::size_t claims_max = 16'384;
// A proposal is given up a little before the asker is answered anyway: an acquire that never left
// is no_quorum.
constexpr auto patience_behind_wait = std::chrono::milliseconds{900};

/// A process that ends an actor on purpose, or that nobody can reach any more, has not failed.
bool ended_orderly(const caf::error& reason) {
  return !reason || reason == caf::exit_reason::user_shutdown ||
         reason == caf::exit_reason::unreachable;
}

} // namespace

caf::result<lock_grant> locks_actor::accept(const acquire& what) {
  if (draining_ || node_->leaving) return make_error(errc::stopping, "the node leaves the cluster");
  if (what.lease < duration::zero() || what.wait < duration::zero())
    return make_error(errc::refused, "lease and wait of an acquire are not negative");
  if (what.owner >= thread_owner_base << 1)
    return make_error(errc::refused, "the number of an owner is below 2^60");
  if (claims_.size() >= claims_max)
    return make_error(errc::overloaded, "this node holds and waits for 16384 locks; release some");
  claim_id id{(generation_ << 32) | ++next_claim_};
  claim c;
  c.kept.session = node_->lease.session();
  c.kept.holder = holder_of(holder_kind::request, id.value);
  if (auto& who = current_sender()) {
    c.kept.owner = caf::actor_cast<caf::actor_addr>(who);
    c.kept.holder = holder_of(holder_kind::actor, who->id());
  }
  if (what.owner != 0) c.kept.holder = holder_of(holder_kind::number, what.owner);
  auto lease = what.lease > duration::zero() ? std::optional{what.lease} : std::nullopt;
  auto unsaid = what.fenced ? duration::zero() : lock_delay_unfenced;
  // What no table could grant need not travel; the registry looks again.
  auto checked = well_formed(
    {{c.kept.session, c.kept.holder}, id, what.wants.all(), lease, what.delay.value_or(unsaid)},
    what.reentrant, lock_limits{});
  if (!checked) return make_error(checked.error());
  c.kept.names = names_of(checked->wants);
  c.command = {c.kept.holder, id,    what.wants.all(), what.wait > duration::zero(), what.reentrant,
               what.fenced,   lease, what.delay};
  c.asker = make_response_promise();
  c.wait_over = !c.command.wait;
  auto now = node_->now();
  if (what.wait < never - now - confirm_time) c.wait_end = now + what.wait;
  auto promise = c.asker;
  watch(c.kept.owner);
  auto& known = claims_.emplace(id, std::move(c)).first->second;
  set_due(id, known, c.wait_over ? known.wait_end + confirm_time : known.wait_end);
  ask(id);
  arm();
  return promise;
}

void locks_actor::ask(claim_id id) {
  auto& c = claims_.at(id);
  c.now = stage::asking;
  c.asked = node_->now();
  auto log = node_->book.get(child::control_log);
  if (!log) return not_acquired(id, make_error(errc::stopping, "the control log is being rebuilt"));
  propose proposal{c.command};
  if (c.wait_end != never)
    proposal.patience = std::min(proposal.patience, c.wait_end - c.asked + patience_behind_wait);
  request(log, caf::infinite, std::move(proposal))
    .then([this, id](const proposal_outcome& answer) { acquired(id, answer.what); },
          [this, id](caf::error& err) { not_acquired(id, err); });
}

caf::result<bool> locks_actor::accept(const release& what) {
  auto found = claims_.find(what.grant.claim);
  auto holds = found != claims_.end() && found->second.now == stage::held &&
               found->second.kept.token == what.grant.token;
  // Who only sent it does not expect an answer.
  auto answers = current_message_id().is_request();
  if (!holds)
    return answers ? caf::result<bool>{false} : caf::result<bool>{caf::response_promise{}};
  auto asker = answers ? make_response_promise() : caf::response_promise{};
  give_back(found->first, false, asker);
  return asker;
}

caf::result<lock_grant> locks_actor::accept(const extend& what) {
  auto id = what.grant.claim;
  auto found = claims_.find(id);
  if (found == claims_.end() || found->second.kept.token != what.grant.token)
    return make_error(errc::not_holder, "this node holds no such grant (any more)");
  auto& c = found->second;
  if (c.now != stage::held)
    return make_error(errc::lease_lost, "the grant is on its way back; acquire again");
  if (!usable_lease(what.lease)) return make_error(unusable_lease());
  auto log = node_->book.get(child::control_log);
  if (!log) return make_error(errc::stopping, "the control log is being rebuilt; ask again");
  auto sent = node_->now();
  // Of a shorter lease the end may come before anybody says so.
  if (c.kept.ends != never)
    set_ends(c.kept.token, std::min(c.kept.ends, sent + lease_.trusted(what.lease)));
  auto asker = make_response_promise();
  request(log, caf::infinite, propose{registry::extend_lock{id, c.kept.token, what.lease}})
    .then(
      [=](const proposal_outcome& answer) { extended(id, what.lease, sent, answer.what, asker); },
      [=](caf::error& err) mutable { asker.deliver(err); });
  return asker;
}

void locks_actor::extended(claim_id id, duration lease, instant sent,
                           const registry::outcome& outcome, caf::response_promise asker) {
  if (auto* no = registry::refusal(outcome))
    return asker.deliver(make_error(no->code, no->message));
  auto found = claims_.find(id);
  if (found == claims_.end() || found->second.now != stage::held)
    return asker.deliver(make_error(errc::lease_lost, "the grant was lost meanwhile"));
  auto& kept = found->second.kept;
  auto ends = sent + lease_.trusted(lease);
  set_ends(kept.token, ends);
  arm();
  auto left = std::max(duration::zero(), ends - node_->now());
  asker.deliver(lock_grant{id, kept.token, kept.names, left});
}

/// Of all claims that are in the grant: a re-entrant owner has several.
void locks_actor::set_ends(fencing_token token, instant ends) {
  for (auto& [id, c] : claims_) {
    if (c.now != stage::held || c.kept.token != token) continue;
    c.kept.ends = ends;
    kept_->put(id, c.kept);
    set_due(id, c, ends);
  }
}

void locks_actor::owner_down(const caf::down_msg& down) {
  watched_.erase(down.source);
  kept_->remove(down.source, {});
  for (auto& entry : shown_) entry.second.erase(down.source);
  std::vector<claim_id> theirs;
  for (auto& [id, c] : claims_)
    if (c.kept.owner == down.source) theirs.push_back(id);
  for (auto id : theirs) {
    auto found = claims_.find(id);
    if (found == claims_.end()) continue;
    auto& c = found->second;
    c.kept.owner = nullptr;
    if (c.now == stage::held)
      give_back(id, !ended_orderly(down.reason), {});
    else if (c.asker.pending())
      deny(id, make_error(errc::stopping, "the asker is gone"));
  }
}

void locks_actor::watch(const caf::actor_addr& who) {
  if (who && ++watched_[who] == 1) monitor(who);
}

void locks_actor::unwatch(const caf::actor_addr& who) {
  auto found = watched_.find(who);
  if (found == watched_.end() || --found->second > 0) return;
  watched_.erase(found);
  demonitor(who);
}

} // namespace ringleader

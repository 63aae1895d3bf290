// SPDX-License-Identifier: BSD-3-Clause
// From the outcome of an acquire to a lock that is held.
#include <ringleader/actors/locks/locks_actor.hpp>
#include <ringleader/actors/runtime/query.hpp>
#include <ringleader/contract/errors.hpp>
#include <ringleader/contract/lock_views.hpp>

#include <algorithm>

namespace ringleader {

namespace {

constexpr auto ask_again_after = std::chrono::milliseconds{50};

caf::error too_late() {
  return make_error(errc::lease_lost, "the lease was over before the grant got here; it is given "
                                      "back: acquire again, for longer");
}

} // namespace

void locks_actor::acquired(claim_id id, const registry::outcome& outcome) {
  auto found = claims_.find(id);
  if (found == claims_.end()) {
    // The claim went with a session that was taken for another; nobody waits for what came of it.
    if (auto* yes = std::get_if<registry::granted>(&outcome))
      insist(registry::release_lock{id, yes->token}, {});
    else if (std::holds_alternative<registry::queued>(outcome))
      insist(registry::cancel_lock{id}, {});
    return;
  }
  auto& c = found->second;
  if (auto* no = registry::refusal(outcome)) {
    deny(id, make_error(no->code, no->message));
    forget(id);
  } else if (auto* cycle = std::get_if<registry::deadlocked>(&outcome)) {
    deadlocked(id, *cycle);
  } else if (auto* yes = std::get_if<registry::granted>(&outcome)) {
    c.kept.token = yes->token;
    if (!yes->expires) return hold(id, yes->token, never);
    if (c.command.reentrant) return joined(id);
    hold(id, yes->token, lease_.end(c.asked, *yes->expires - *c.command.lease, *yes->expires));
  } else if (auto* waits = std::get_if<registry::queued>(&outcome)) {
    c.now = stage::queued;
    c.queued_at = waits->at;
    if (c.abandoned || c.wait_over) cancel(id);
  }
}

/// The lease is that of the grant that it joined, if it did, which may have been extended since.
void locks_actor::joined(claim_id id) {
  auto token = claims_.at(id).kept.token;
  for (auto& [other, c] : claims_)
    if (other != id && c.kept.token == token) return hold(id, token, c.kept.ends);
  confirm(id);
}

void locks_actor::deadlocked(claim_id id, const registry::deadlocked& found) {
  auto& c = claims_.at(id);
  auto transient = std::any_of(found.cycle.begin(), found.cycle.end(),
                               [&](const auto& step) { return is_on_its_way_back(step); });
  if (!transient || c.abandoned || c.wait_over) {
    deny(id, transient
               ? make_error(errc::lock_busy, "what this owner held is still on its way back")
               : make_error(errc::deadlock, to_text(*members_, found)));
    return forget(id);
  }
  c.now = stage::pausing;
  delayed_send(this, ask_again_after, lock_ask_again{id});
  // It may be what an earlier lock manager of this node asked for, and stands in a queue.
  query_registry(
    this, *node_,
    [session = session_](const registry::registry& state) {
      return state.locks().book().claims_of(session);
    },
    [this, session = session_](standing_claims&& standing, log_index) {
      if (session == session_) take_back_unknown(standing);
    },
    [](caf::error&) {});
}

/// Something of this node that no owner knows to hold, or to wait for: it will be gone soon.
bool locks_actor::is_on_its_way_back(const wait_step& step) const {
  if (step.blocker.session != session_) return false;
  return std::none_of(claims_.begin(), claims_.end(), [&](const auto& entry) {
    auto& c = entry.second;
    if (c.kept.holder != step.blocker.holder || c.abandoned) return false;
    if (step.token) return c.kept.token == step.token && c.now == stage::held;
    return c.now == stage::queued;
  });
}

void locks_actor::not_acquired(claim_id id, const caf::error& err) {
  auto found = claims_.find(id);
  if (found == claims_.end()) return;
  auto unknown = may_have_happened(err);
  if (found->second.asker.pending()) found->second.asker.deliver(err);
  found->second.abandoned = true;
  if (unknown)
    cancel(id); // a grant that nobody takes ends at once
  else
    forget(id);
}

/// By an event, a cancel that came too late, or a state that stood for either.
void locks_actor::granted_by_queue(claim_id id, fencing_token token,
                                   std::optional<registry_time> expires) {
  auto& c = claims_.at(id);
  // While it is asking, the outcome of that comes first; afterwards it is known already.
  if (c.now != stage::queued && !(c.now == stage::asking && c.abandoned)) return;
  c.kept.token = token;
  if (!expires) return hold(id, token, never);
  auto ends = lease_.end(c.asked, c.queued_at, *expires);
  auto lease = c.command.lease.value_or(duration::zero());
  auto measured = c.now == stage::queued && ends - node_->now() >= lease / 2;
  if (measured || c.abandoned) return hold(id, token, ends);
  confirm(id); // the wait was long, and so is what is taken off for the clocks
}

/// Extends the lease to know from when on it runs.
void locks_actor::confirm(claim_id id) {
  auto& c = claims_.at(id);
  c.now = stage::confirming;
  auto log = node_->book.get(child::control_log);
  if (!log || !c.command.lease) {
    deny(id, too_late());
    return give_back(id, false, {});
  }
  request(log, caf::infinite, propose{registry::extend_lock{id, c.kept.token, *c.command.lease}})
    .then(
      [this, id, sent = node_->now()](const proposal_outcome& answer) {
        auto found = claims_.find(id);
        if (found == claims_.end() || found->second.now != stage::confirming) return;
        auto* yes = std::get_if<registry::granted>(&answer.what);
        if (yes != nullptr && yes->expires)
          return hold(id, yes->token, sent + lease_.trusted(*found->second.command.lease));
        deny(id, too_late());
        give_back(id, false, {});
      },
      [this, id](caf::error&) {
        auto found = claims_.find(id);
        if (found == claims_.end() || found->second.now != stage::confirming) return;
        deny(id, too_late());
        give_back(id, false, {});
      });
}

void locks_actor::hold(claim_id id, fencing_token token, instant ends) {
  auto& c = claims_.at(id);
  auto now = node_->now();
  c.kept.token = token;
  c.kept.ends = ends;
  auto cut_off = now >= lease_until(c.kept.session);
  if (!c.asker.pending() || now >= ends || cut_off) {
    c.now = stage::confirming; // it waits for nothing that could be cancelled
    deny(id, cut_off ? make_error(errc::lease_lost, "this node has no lease of its session at the "
                                                    "moment; acquire again")
                     : too_late());
    return give_back(id, false, {}); // nobody ever knew of it
  }
  c.now = stage::held;
  ++held_;
  kept_->put(id, c.kept);
  c.asker.deliver(lock_grant{id, token, c.kept.names, ends == never ? duration{} : ends - now});
  set_due(id, c, ends);
  arm();
}

/// Nothing comes of it for the asker; what may be granted is given back.
void locks_actor::deny(claim_id id, const caf::error& why) {
  auto& c = claims_.at(id);
  if (c.asker.pending()) c.asker.deliver(why);
  c.abandoned = true;
  if (c.now == stage::queued) cancel(id);
  if (c.now == stage::pausing) forget(id);
}

void locks_actor::cancel(claim_id id) {
  insist(registry::cancel_lock{id}, [this, id](const registry::outcome& outcome) {
    auto found = claims_.find(id);
    if (found == claims_.end()) return;
    auto& c = found->second;
    if (c.now != stage::asking && c.now != stage::queued) return; // an event was faster
    if (auto* yes = std::get_if<registry::granted>(&outcome))     // the grant was
      return granted_by_queue(id, yes->token, yes->expires);
    if (c.asker.pending())
      c.asker.deliver(
        make_error(errc::lock_busy, "somebody else holds the lock, and the wait is over"));
    forget(id);
  });
}

/// The time of a claim is over: of its wait, or of its lease.
void locks_actor::over(claim_id id) {
  auto& c = claims_.at(id);
  if (c.now == stage::held) {
    lose(id, lock_loss::lease_over, {});
    return give_back(id, true, {});
  }
  if (c.now == stage::ending || c.now == stage::confirming) return;
  if (!c.wait_over) {
    c.wait_over = true; // while it is still asking, `acquired` looks at that
    set_due(id, c, node_->now() + confirm_time);
    if (c.now == stage::queued) return cancel(id);
    if (c.now == stage::asking) return;
    return deny(id, make_error(errc::lock_busy, "what this owner held is still on its way back"));
  }
  // The asker may stop waiting at any time from now on, and would not see a grant that comes later:
  // it is given back as soon as it shows.
  if (c.asker.pending())
    c.asker.deliver(make_error(errc::outcome_unknown, "no control leader confirmed the end of the "
                                                      "wait; a grant that follows is given back"));
  c.abandoned = true;
}

} // namespace ringleader

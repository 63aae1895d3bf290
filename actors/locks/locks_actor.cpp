// SPDX-License-Identifier: BSD-3-Clause
#include <ringleader/actors/locks/locks_actor.hpp>
#include <ringleader/contract/errors.hpp>
#include <ringleader/drivers/logging.hpp>

#include <caf/send.hpp>

#include <algorithm>

namespace ringleader {

namespace {

constexpr std::size_t name_bytes_max = 256; // the registry's bound, refused before it travels
constexpr auto insist_interval = std::chrono::milliseconds{200};
// How long behind its `wait` an acquire may be answered.
constexpr duration confirm_time = std::chrono::seconds{1};

/// Each acquire is a holder of its own, so its holder id names its claim as well.
claim_id claim_of(holder_id holder) { return claim_id{holder.value}; }

} // namespace

locks_actor::locks_actor(caf::actor_config& cfg, node_context_ptr node, std::uint64_t generation)
  : caf::event_based_actor(cfg), node_(std::move(node)), generation_(generation) {}

void locks_actor::on_exit() {
  for (auto& entry : claims_) {
    auto& c = entry.second;
    auto unknown = make_error(errc::outcome_unknown, "the lock manager is being rebuilt");
    if (c.now == stage::ending)
      c.releaser.deliver(unknown);
    else if (c.now != stage::held && !c.abandoned)
      c.asker.deliver(unknown); // a grant that follows is released by the successor
  }
  claims_.clear();
}

caf::behavior locks_actor::make_behavior() {
  set_default_handler(caf::drop);
  set_down_handler([this](caf::down_msg& down) { owner_down(down); });
  session_ = node_->lease.session();
  adopt();
  if (auto log = node_->book.get(child::control_log)) send(log, subscribe_news{child::locks});
  return {
    [this](const acquire& what) { return accept(what); },
    [this](const release& what) { return accept(what); },
    [this](const registry_news& news) { take(news); },
    [this](lock_wait_over over) {
      auto found = claims_.find(over.holder);
      if (found == claims_.end()) return;
      if (over.answer_now) return answer_unconfirmed(found->second);
      delayed_send(this, std::chrono::duration_cast<std::chrono::microseconds>(confirm_time),
                   lock_wait_over{over.holder, true});
      found->second.wait_over = true; // while it is still asking, `acquired` looks at that
      if (found->second.now == stage::queued) cancel(over.holder);
    },
    [this](lock_retry& again) { insist(std::move(again.what), std::move(again.then)); },
  };
}

caf::result<lock_grant> locks_actor::accept(const acquire& what) {
  auto log = node_->book.get(child::control_log);
  if (!log) return make_error(errc::stopping);
  if (what.lease < duration{0} || what.wait < duration{0})
    return make_error(errc::refused, "lease and wait of an acquire are not negative");
  if (what.name.size() > name_bytes_max)
    return make_error(errc::refused, "the name of a lock has at most 256 bytes");
  holder_id holder{(generation_ << 32) | ++next_holder_};
  claim c;
  c.session = node_->lease.session();
  c.lock = what.name;
  c.asker = make_response_promise();
  if (current_sender()) {
    c.owner = caf::actor_cast<caf::actor_addr>(current_sender());
    monitor(c.owner);
  }
  registry::acquire_lock command;
  command.wants = {{what.name, lock_mode::exclusive, 0, 0}};
  command.holder = holder;
  command.claim = claim_of(holder);
  command.fenced = true; // every grant tells its token, and the contract what it is for
  command.wait = what.wait > duration{0};
  if (what.lease > duration{0}) command.lease = what.lease;
  auto promise = c.asker;
  claims_.emplace(holder, std::move(c));
  // Given up a little before the asker is answered anyway: an acquire that never left is no_quorum.
  propose proposal{std::move(command)};
  if (what.wait < proposal.patience)
    proposal.patience = std::min(proposal.patience, what.wait + 9 * confirm_time / 10);
  request(log, caf::infinite, std::move(proposal))
    .then([this, holder](const proposal_outcome& answer) { acquired(holder, answer.what); },
          [this, holder](caf::error& err) {
            auto found = claims_.find(holder);
            if (found == claims_.end()) return;
            found->second.asker.deliver(err);
            found->second.abandoned = true;
            if (may_have_happened(err))
              cancel(holder); // a grant that nobody takes ends at once
            else
              forget(holder);
          });
  if (what.wait > duration{0})
    delayed_send(this, std::chrono::duration_cast<std::chrono::microseconds>(what.wait),
                 lock_wait_over{holder});
  else
    delayed_send(this, std::chrono::duration_cast<std::chrono::microseconds>(confirm_time),
                 lock_wait_over{holder, true});
  return promise;
}

void locks_actor::acquired(holder_id holder, const registry::outcome& outcome) {
  auto found = claims_.find(holder);
  if (found == claims_.end()) {
    // The claim went with a session that was taken for another; nobody waits for what came of it.
    if (auto* yes = std::get_if<registry::granted>(&outcome))
      insist(registry::release_lock{claim_of(holder), yes->token}, {});
    else if (std::holds_alternative<registry::queued>(outcome))
      insist(registry::cancel_lock{claim_of(holder)}, {});
    return;
  }
  if (auto* no = registry::refusal(outcome)) {
    found->second.asker.deliver(make_error(no->code, no->message));
    forget(holder);
  } else if (std::holds_alternative<registry::deadlocked>(outcome)) {
    found->second.asker.deliver(make_error(errc::refused, to_string(outcome)));
    forget(holder);
  } else if (auto* yes = std::get_if<registry::granted>(&outcome)) {
    granted(holder, yes->token);
  } else if (found->second.now == stage::asking) {
    found->second.now = stage::queued;
    if (found->second.abandoned || found->second.wait_over) cancel(holder);
  }
}

void locks_actor::granted(holder_id holder, fencing_token token) {
  auto found = claims_.find(holder);
  if (found == claims_.end()) return;
  auto& c = found->second;
  if (c.now == stage::held || c.now == stage::ending) return;
  c.token = token;
  c.now = stage::held;
  node_->held.put(holder, {c.session, c.lock, c.owner, c.token, c.abandoned});
  if (c.abandoned)
    end(holder, {});
  else
    c.asker.deliver(lock_grant{c.lock, token});
}

/// The asker may stop waiting at any time from now on, and would not see a grant that comes later:
/// it is released as soon as it shows.
void locks_actor::answer_unconfirmed(claim& c) {
  if (c.now == stage::held || c.now == stage::ending || c.abandoned) return;
  c.asker.deliver(make_error(errc::outcome_unknown, "no control leader confirmed the end of the "
                                                    "wait; a grant that follows is released"));
  c.abandoned = true;
}

void locks_actor::cancel(holder_id holder) {
  auto found = claims_.find(holder);
  if (found == claims_.end()) return;
  insist(registry::cancel_lock{claim_of(holder)}, [this, holder](const registry::outcome& outcome) {
    auto it = claims_.find(holder);
    if (it == claims_.end() || it->second.now == stage::held) return;
    if (auto* yes = std::get_if<registry::granted>(&outcome)) {
      granted(holder, yes->token); // the grant was faster
      return;
    }
    if (!it->second.abandoned)
      it->second.asker.deliver(
        make_error(errc::lock_busy, "somebody else holds the lock, and the wait is over"));
    forget(holder);
  });
}

caf::result<bool> locks_actor::accept(const release& what) {
  for (auto& [holder, c] : claims_) {
    if (c.now != stage::held || c.token != what.grant.token || c.lock != what.grant.name) continue;
    auto asker = make_response_promise();
    end(holder, asker);
    return asker;
  }
  return false;
}

void locks_actor::end(holder_id holder, caf::response_promise asker) {
  auto found = claims_.find(holder);
  if (found == claims_.end()) return;
  auto& c = found->second;
  c.now = stage::ending;
  c.releaser = asker;
  node_->held.put(holder, {c.session, c.lock, c.owner, c.token, true});
  insist(registry::release_lock{claim_of(holder), c.token},
         [this, holder, asker](const registry::outcome& outcome) mutable {
           forget(holder);
           if (asker.pending()) asker.deliver(registry::refusal(outcome) == nullptr);
         });
}

void locks_actor::adopt() {
  for (auto& [holder, held] : node_->held.all()) {
    claim c;
    c.session = held.session;
    c.lock = held.lock;
    c.owner = held.owner;
    c.token = held.token;
    c.now = stage::held;
    claims_.emplace(holder, std::move(c));
    if (held.ending)
      end(holder, {});
    else if (held.owner)
      monitor(held.owner);
  }
}

void locks_actor::forget(holder_id holder) {
  node_->held.remove(holder);
  auto found = claims_.find(holder);
  if (found == claims_.end()) return;
  if (found->second.owner) demonitor(found->second.owner);
  claims_.erase(found);
}

void locks_actor::abandon(holder_id holder) {
  auto& c = claims_.at(holder);
  c.owner = nullptr; // it is gone, there is nothing to demonitor
  c.abandoned = true;
  if (c.now == stage::held)
    end(holder, {});
  else if (c.now == stage::queued)
    cancel(holder);
}

void locks_actor::owner_down(const caf::down_msg& down) {
  std::vector<holder_id> theirs;
  for (auto& [holder, c] : claims_)
    if (c.owner == down.source) theirs.push_back(holder);
  for (auto holder : theirs) abandon(holder);
}

void locks_actor::take(const registry_news& news) {
  if (!newest_.accept(news)) return;
  session_id now;
  for (auto& m : news.members->members)
    if (ringleader::alive(m) && m.boot.value == node_->membership.load()) now = m.session;
  if (now != session_) {
    session_ = now;
    end_claims_of_other_sessions();
  }
  if (news.state) clean_up(*news.state);
  for (auto& ev : *news.events) {
    if (auto* grant = std::get_if<lock_granted>(&ev)) {
      if (grant->owner.session != session_) continue;
      if (claims_.count(grant->owner.holder) != 0)
        granted(grant->owner.holder, grant->token);
      else
        insist(registry::release_lock{grant->claim, grant->token}, {});
    } else if (auto* lost = std::get_if<lock_ended>(&ev)) {
      if (lost->owner.session == session_ &&
          (lost->why == lock_end::lease_ended || lost->why == lock_end::forced))
        forget(lost->owner.holder);
    }
  }
}

void locks_actor::end_claims_of_other_sessions() {
  for (auto it = claims_.begin(); it != claims_.end();) {
    auto& c = it->second;
    if (c.session == session_) {
      ++it;
      continue;
    }
    // Locks end with the session that held them; what was asked for may have been granted before.
    if (c.owner) demonitor(c.owner);
    auto ended = make_error(errc::outcome_unknown, "the node's session ended");
    if (c.now == stage::ending)
      c.releaser.deliver(false);
    else if (c.now != stage::held && !c.abandoned)
      c.asker.deliver(ended);
    node_->held.remove(it->first);
    it = claims_.erase(it);
  }
}

void locks_actor::clean_up(const registry::registry& state) {
  for (auto& [id, at] : state.locks().book().claims_of(session_)) {
    if (claims_.count(holder_id{id.value}) != 0) continue;
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

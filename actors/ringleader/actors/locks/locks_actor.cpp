// SPDX-License-Identifier: BSD-3-Clause
// What becomes an event.
#include <ringleader/actors/locks/locks_actor.hpp>
#include <ringleader/actors/runtime/announcer.hpp>
#include <ringleader/actors/runtime/answer_all.hpp>
#include <ringleader/contract/errors.hpp>
#include <ringleader/options/configure.hpp>

namespace ringleader {

namespace {

/// A process that ends an actor on purpose, or that nobody can reach any more, has not failed.
bool ended_orderly(const caf::error& reason) {
  return !reason || reason == caf::exit_reason::user_shutdown ||
         reason == caf::exit_reason::unreachable;
}

} // namespace

locks_actor::locks_actor(caf::actor_config& cfg, node_context_ptr node, std::uint64_t generation,
                         std::shared_ptr<held_locks> kept)
  : control_actor(cfg, std::move(node)), kept_(std::move(kept)),
    client_(node_->configuration->locks, generation), members_(std::make_shared<const view>()) {}

void locks_actor::on_exit() {
  auto unknown = make_error(errc::outcome_unknown, "the lock manager is being rebuilt; a grant "
                                                   "that nobody heard of is taken back");
  for (auto& entry : asks_) entry.second.deliver(unknown);
  asks_.clear();
  announcer_ = nullptr;
  answer_all(drain_waiters_, unknown);
}

caf::behavior locks_actor::make_behavior() {
  set_default_handler(caf::drop);
  set_down_handler([this](caf::down_msg& down) { owner_down(down); });
  announcer_ = spawn(announcer);
  feed(kept_->left());
  for (auto& watcher : kept_->watchers.all()) watch(watcher);
  if (auto log = node_->book.get(child::control_log)) send(log, watch_registry{child::locks});
  return {
    [this](acquire& what) { return accept(what); },
    [this](const release& what) { return accept(what); },
    [this](const extend& what) { return accept(what); },
    [this](const registry_update& update) { take(update); },
    [this](wake w) {
      if (timer_.rang(w)) feed(locks::tick{});
    },
    [this](const inspect_lock& what) { return accept(what); },
    [this](const list_locks& what) { return accept(what); },
    [this](const watch_lock& what) { return accept(what); },
    [this](const unwatch_lock& what) { accept(what); },
    [this](const lock_look_again& again) { show(again.name); },
    [this](drain_all what) { return accept(what); },
  };
}

void locks_actor::tell_lease(instant now) {
  auto& cell = node_->lease;
  auto session = cell.session();
  locks::node_lease lease{session, cell.until(), node_->leaving};
  if (cell.session() != session) return; // another one is being written, and seen next time
  if (lease == lease_) return;
  lease_ = lease;
  client_.step(lease, now, effects_);
}

/// An effect may bring others, behind those that are there.
void locks_actor::run_effects(instant now) {
  for (std::size_t i = 0; i < effects_.size(); ++i) {
    auto fx = std::move(effects_[i]);
    std::visit([this](auto& held) { run(held); }, fx);
  }
  effects_.clear();
  timer_.arm(this, client_.next_deadline(), now);
}

caf::result<lock_grant> locks_actor::accept(acquire& what) {
  sender_ = caf::actor_cast<caf::actor_addr>(current_sender()); // the promise takes it away
  auto asker = make_response_promise();
  locks::acquire asked;
  asked.ask = keep_promise(asker);
  if (sender_) asked.asker = locks::asker_id{sender_.id()};
  asked.owner = what.owner;
  asked.wants = std::move(what.wants).all();
  asked.lease = what.lease;
  asked.wait = what.wait;
  asked.fenced = what.fenced;
  asked.reentrant = what.reentrant;
  asked.delay = what.delay;
  feed(std::move(asked));
  sender_ = nullptr;
  return asker;
}

/// Who only sent it does not expect an answer.
caf::result<bool> locks_actor::accept(const release& what) {
  auto answers = current_message_id().is_request();
  auto asker = answers ? make_response_promise() : caf::response_promise{};
  feed(locks::release{answers ? keep_promise(asker) : locks::ask_id{}, what.grant.claim,
                      what.grant.token});
  return asker;
}

caf::result<lock_grant> locks_actor::accept(const extend& what) {
  auto asker = make_response_promise();
  feed(locks::extend{keep_promise(asker), what.grant.claim, what.grant.token, what.lease});
  return asker;
}

caf::result<bool> locks_actor::accept(drain_all) {
  auto asker = make_response_promise();
  drain_waiters_.push_back(asker);
  feed(locks::drain{});
  return asker;
}

locks::ask_id locks_actor::keep_promise(caf::response_promise asker) {
  asks_.emplace(++last_ask_, std::move(asker));
  return locks::ask_id{last_ask_};
}

void locks_actor::owner_down(const caf::down_msg& down) {
  locks::asker_id who{down.source.id()};
  watched_.erase(who);
  for (auto& name : kept_->watchers.remove(down.source)) show_no_more(name, down.source);
  feed(locks::asker_gone{who, ended_orderly(down.reason)});
}

void locks_actor::take(const registry_update& update) {
  if (!kept_->is_new(update.index)) {
    missed_state_ = missed_state_ || update.reset;
    return;
  }
  if (missed_state_ && !update.reset)
    if (auto log = node_->book.get(child::control_log)) send(log, watch_registry{child::locks});
  missed_state_ = false;
  auto before = std::exchange(members_, update.members);
  auto now = node_->now();
  tell_lease(now);
  client_.step(locks::session_seen{session_of(*update.members, boot_id{node_->membership.load()})},
               now, effects_);
  if (update.state)
    client_.step(locks::state_seen{&update.state->locks().book(), update.state->last_token(),
                                   update.state->now()},
                 now, effects_);
  for (auto& ev : *update.events)
    if (auto* grant = std::get_if<lock_granted>(&ev))
      client_.step(*grant, now, effects_);
    else if (auto* ended = std::get_if<lock_ended>(&ev))
      client_.step(*ended, now, effects_);
  run_effects(now);
  if (update.reset)
    show_all();
  else
    tell_watchers(update, *before);
}

} // namespace ringleader

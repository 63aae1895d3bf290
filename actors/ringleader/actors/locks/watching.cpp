// SPDX-License-Identifier: BSD-3-Clause
// What actors want to see.
#include <ringleader/actors/locks/locks_actor.hpp>
#include <ringleader/actors/runtime/query.hpp>
#include <ringleader/contract/errors.hpp>
#include <ringleader/contract/lock_views.hpp>

#include <caf/send.hpp>

#include <algorithm>

namespace ringleader {

namespace {

constexpr auto look_again_after = std::chrono::milliseconds{200};

/// A change of the names that it lists; none for events of others.
std::optional<lock_change> change_of(const registry::event& ev) {
  lock_change told;
  if (auto* grant = std::get_if<lock_granted>(&ev)) {
    told.what = lock_turn::granted;
    told.token = grant->token;
  } else if (auto* ended = std::get_if<lock_ended>(&ev)) {
    told.what = lock_turn::ended;
    told.token = ended->token;
    told.why = ended->why;
    told.reason = ended->reason;
    told.withheld = ended->withheld_until.has_value();
  } else if (auto* free = std::get_if<lock_freed>(&ev)) {
    told.what = lock_turn::freed;
    told.token = free->token;
    told.reason = free->reason;
  } else {
    return std::nullopt;
  }
  return told;
}

const std::vector<std::string>* names_in(const registry::event& ev) {
  if (auto* grant = std::get_if<lock_granted>(&ev)) return &grant->names;
  if (auto* ended = std::get_if<lock_ended>(&ev)) return &ended->names;
  if (auto* free = std::get_if<lock_freed>(&ev)) return &free->names;
  return nullptr;
}

lock_owner owner_in(const registry::event& ev) {
  if (auto* grant = std::get_if<lock_granted>(&ev)) return grant->owner;
  if (auto* ended = std::get_if<lock_ended>(&ev)) return ended->owner;
  return {};
}

} // namespace

caf::result<lock_state> locks_actor::accept(const inspect_lock& what) {
  auto asker = make_response_promise();
  query_registry(
    this, *node_,
    [name = what.name](const registry::registry& state) { return state_of(state, name); },
    [asker](lock_state&& seen, log_index) mutable { asker.deliver(std::move(seen)); },
    [asker](caf::error& err) mutable { asker.deliver(err); });
  return asker;
}

caf::result<lock_list> locks_actor::accept(const list_locks& what) {
  auto asker = make_response_promise();
  query_registry(
    this, *node_, [what](const registry::registry& state) { return list_of(state, what); },
    [asker](lock_list&& seen, log_index) mutable { asker.deliver(std::move(seen)); },
    [asker](caf::error& err) mutable { asker.deliver(err); });
  return asker;
}

caf::result<void> locks_actor::accept(const watch_lock& what) {
  accept(unwatch_lock{what.name, what.listener}); // twice is once, and the state again
  if (!kept_->watchers.add(what.name, what.listener))
    return make_error(errc::overloaded, "too many listen to locks on this node");
  watch(what.listener.address());
  show(what.name);
  return {};
}

void locks_actor::accept(const unwatch_lock& what) {
  auto who = what.listener.address();
  if (!kept_->watchers.remove(what.name, who)) return;
  show_no_more(what.name, who);
  unwatch(locks::asker_id{who.id()});
}

void locks_actor::show_no_more(const std::string& name, const caf::actor_addr& who) {
  auto shown = shown_.find(name);
  if (shown == shown_.end()) return;
  shown->second.erase(who);
  if (shown->second.empty()) shown_.erase(shown);
}

/// Sends the state of a name to those that do not have it yet. What is told of it before that is in
/// the state. One question serves all who come while it is open.
void locks_actor::show(const std::string& name) {
  if (!showing_.insert(name).second) return;
  query_registry(
    this, *node_, [name](const registry::registry& state) { return state_of(state, name); },
    [this, name](lock_state&& seen, log_index) {
      showing_.erase(name);
      std::vector<caf::strong_actor_ptr> fresh;
      for (auto& [address, listener] : kept_->watchers.of(name))
        if (shown_[name].emplace(address, listener).second) fresh.push_back(listener);
      announce(std::move(fresh), caf::make_message(std::move(seen)));
    },
    [this, name](caf::error&) {
      showing_.erase(name);
      delayed_send(this, look_again_after, lock_look_again{name});
    });
}

void locks_actor::show_all() {
  shown_.clear();
  for (auto& name : kept_->watchers.names()) show(name);
}

void locks_actor::tell_watchers(const registry_update& update, const view& before) {
  if (shown_.empty()) return;
  for (auto& ev : *update.events) {
    auto told = change_of(ev);
    if (!told) continue;
    auto owner = owner_in(ev);
    if (owner.session) {
      told->who = party_of(*update.members, owner);
      if (told->who.node.empty()) told->who = party_of(before, owner);
    }
    told->index = update.index;
    for (auto& name : *names_in(ev)) {
      auto shown = shown_.find(name);
      if (shown == shown_.end()) continue;
      told->name = name;
      std::vector<caf::strong_actor_ptr> all;
      for (auto& [address, listener] : shown->second) all.push_back(listener);
      announce(std::move(all), caf::make_message(*told));
    }
  }
}

void locks_actor::announce(std::vector<caf::strong_actor_ptr> to, caf::message what) {
  if (!to.empty()) caf::anon_send(announcer_, announcement{std::move(to), std::move(what)});
}

} // namespace ringleader

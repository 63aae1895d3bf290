// SPDX-License-Identifier: BSD-3-Clause
/// locks: the lock_manager of this node: a proxy between the actors that hold locks and the lock
/// table in the registry.
///
/// What it knows, asks for and takes back is the lock_client's (locks/lock_client.hpp): messages,
/// updates and time become its events, its effects become proposals, answers and messages. Here are
/// the things of CAF: who asked by a number, promises by another one, the one timer. What outlives
/// a rebuilt proxy is kept in held_locks.
///
/// What actors want to see of locks is answered from the registry (watching.cpp).
#pragma once

#include <ringleader/actors/locks/held_locks.hpp>
#include <ringleader/actors/locks/messages.hpp>
#include <ringleader/actors/runtime/control_actor.hpp>
#include <ringleader/actors/runtime/deadline_timer.hpp>
#include <ringleader/actors/runtime/messages.hpp>
#include <ringleader/contract/locks.hpp>
#include <ringleader/locks/lock_client.hpp>

#include <caf/event_based_actor.hpp>

#include <map>
#include <set>
#include <unordered_map>

namespace ringleader {

class locks_actor final : public control_actor {
public:
  locks_actor(caf::actor_config& cfg, node_context_ptr node, std::uint64_t generation,
              std::shared_ptr<held_locks> kept);

  const char* name() const override { return "locks"; }
  void on_exit() override;

private:
  caf::behavior make_behavior() override;

  // locks_actor.cpp: what becomes an event
  template <class Event> void feed(Event&& what);
  void tell_lease(instant now);
  void run_effects(instant now);
  caf::result<lock_grant> accept(acquire& what);
  caf::result<bool> accept(const release& what);
  caf::result<lock_grant> accept(const extend& what);
  caf::result<bool> accept(drain_all);
  void take(const registry_update& update);
  void owner_down(const caf::down_msg& down);
  locks::ask_id keep_promise(caf::response_promise asker);

  // running.cpp: what effects become
  void run(locks::propose& fx);
  void run(locks::answer_granted& fx);
  void run(locks::answer_failed& fx);
  void run(locks::answer_deadlock& fx);
  void run(locks::answer_released& fx);
  void run(locks::tell_lost& fx);
  void run(locks::watch_asker& fx);
  void run(locks::unwatch_asker& fx);
  void run(locks::keep& fx);
  void run(locks::keep_end& fx) { kept_->put(fx); }
  void run(locks::keep_ending& fx) { kept_->put(fx); }
  void run(locks::forget& fx) { kept_->remove(fx.claim); }
  void run(locks::keep_lease& fx) { kept_->put(fx); }
  void run(locks::query_standing& fx);
  void run(locks::drained& fx);
  template <class T> void answer(locks::ask_id ask, const T& what);
  void watch(const caf::actor_addr& who);
  void unwatch(locks::asker_id who);

  // watching.cpp: what actors want to see
  caf::result<lock_state> accept(const inspect_lock& what);
  caf::result<lock_list> accept(const list_locks& what);
  caf::result<void> accept(const watch_lock& what);
  void accept(const unwatch_lock& what);
  void show(const std::string& name);
  void show_no_more(const std::string& name, const caf::actor_addr& who);
  void show_all();
  void tell_watchers(const registry_update& update, const view& before);
  void announce(std::vector<caf::strong_actor_ptr> to, caf::message what);

  /// Monitored, and for how many reasons: once for its claims, once for each name it listens to.
  struct watched {
    caf::actor_addr who;
    std::size_t reasons = 0;
  };

  const std::shared_ptr<held_locks> kept_;
  locks::lock_client client_;
  locks::client_effects effects_; // of the present step, to be run
  locks::node_lease lease_;       // as the client knows it
  std::unordered_map<std::uint64_t, caf::response_promise> asks_;
  std::uint64_t last_ask_ = 0;
  caf::actor_addr sender_; // of the present acquire
  std::map<locks::asker_id, watched> watched_;
  /// Of a name: those that have its state.
  std::map<std::string, std::map<caf::actor_addr, caf::strong_actor_ptr>> shown_;
  std::set<std::string> showing_; // asked for
  caf::actor announcer_;
  std::shared_ptr<const view> members_;
  std::vector<caf::response_promise> drain_waiters_;
  bool missed_state_ = false; // the present state was told before this actor could use it
  deadline_timer timer_;
};

template <class Event> void locks_actor::feed(Event&& what) {
  auto now = node_->now();
  tell_lease(now);
  client_.step(std::forward<Event>(what), now, effects_);
  run_effects(now);
}

} // namespace ringleader

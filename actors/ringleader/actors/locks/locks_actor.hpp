// SPDX-License-Identifier: BSD-3-Clause
/// locks: the lock_manager of this node: a proxy between the actors that hold locks and the lock
/// table in the registry.
///
/// Each acquire is a claim; its owner is the asking actor or a number within this node
/// (holder_ids.hpp). The proxy monitors who asked and gives back at its death; a grant that nobody
/// waits for any more is given back at once. Claim ids carry the generation of this actor, so a
/// rebuilt proxy never mixes them up; it keeps what actors hold (held_locks) and gives back what
/// was on its way to an asker.
///
/// Nothing is polled: one timer stands for the earliest of all ends of waits and leases. A claim is
/// held only as long as its own lease and the node's run by the local clock; then its owner is
/// told, and after that the lock is given back. What comes back against the owner's will keeps its
/// lock-delay.
///
/// An acquire whose outcome is unknown is cancelled until the log says what became of it. A
/// deadlock with something that is on its way back is none: the claim is asked for again.
///
/// Invariant: no claim is held beyond the node's lease or its own; whatever of this session stands
/// in the registry is known here or on its way back.
#pragma once

#include <ringleader/actors/locks/held_locks.hpp>
#include <ringleader/actors/locks/messages.hpp>
#include <ringleader/actors/runtime/control_actor.hpp>
#include <ringleader/actors/runtime/deadline_timer.hpp>
#include <ringleader/actors/runtime/messages.hpp>
#include <ringleader/contract/locks.hpp>
#include <ringleader/locks/lock_lease.hpp>

#include <caf/event_based_actor.hpp>

#include <map>
#include <optional>
#include <set>

namespace ringleader {

class locks_actor final : public control_actor {
public:
  locks_actor(caf::actor_config& cfg, node_context_ptr node, std::uint64_t generation,
              std::shared_ptr<held_locks> kept);

  const char* name() const override { return "locks"; }
  void on_exit() override;

private:
  /// How long behind its `wait` an acquire may be answered.
  static constexpr duration confirm_time = std::chrono::seconds{1};

  /// pausing: to be asked for again. confirming: granted, but only an extension tells how much of
  /// the lease is left.
  enum class stage : std::uint8_t { asking, pausing, queued, confirming, held, ending };

  struct claim {
    held_claim kept;
    registry::acquire_lock command;
    caf::response_promise asker;
    caf::response_promise releaser;
    stage now = stage::asking;
    instant asked{};           // when the acquire was sent last
    registry_time queued_at{}; // registry time at which it stood in the queue
    instant wait_end = never;
    instant due = never;    // when to look at it again
    bool wait_over = false; // the asker did not want to wait longer
    bool abandoned = false; // nobody waits for the grant any more
  };

  caf::behavior make_behavior() override;

  // accepting.cpp: what actors ask for
  caf::result<lock_grant> accept(const acquire& what);
  caf::result<bool> accept(const release& what);
  caf::result<lock_grant> accept(const extend& what);
  void extended(claim_id id, duration lease, instant sent, const registry::outcome& outcome,
                caf::response_promise asker);
  void set_ends(fencing_token token, instant ends);
  void ask(claim_id id);
  void owner_down(const caf::down_msg& down);
  void watch(const caf::actor_addr& who);
  void unwatch(const caf::actor_addr& who);

  // granting.cpp: from the outcome of an acquire to a lock that is held
  void acquired(claim_id id, const registry::outcome& outcome);
  void joined(claim_id id);
  void deadlocked(claim_id id, const registry::deadlocked& found);
  bool is_on_its_way_back(const wait_step& step) const;
  void not_acquired(claim_id id, const caf::error& err);
  void granted_by_queue(claim_id id, fencing_token token, std::optional<registry_time> expires);
  void confirm(claim_id id);
  void hold(claim_id id, fencing_token token, instant ends);
  void cancel(claim_id id);
  void deny(claim_id id, const caf::error& why);
  void over(claim_id id);

  // locks_actor.cpp: time, ends, and what the registry tells
  void look();
  void arm();
  void set_due(claim_id id, claim& c, instant due);
  instant lease_until(session_id session);
  void lose(claim_id id, lock_loss why, const std::string& reason);
  void lose_all(lock_loss why);
  void give_back(claim_id id, bool lost, caf::response_promise asker);
  void forget(claim_id id);
  void drain(caf::response_promise asker);
  void take(const registry_news& news);
  void take(const registry::event& ev);
  void adopt();
  void end_claims_of_other_sessions();
  void compare(const registry::registry& state);
  using standing_claims = std::vector<std::pair<claim_id, lock_book::place>>;
  void take_back_unknown(const standing_claims& standing);
  /// Proposes until there is an outcome; gives up only with the session.
  void insist(registry::command what, std::function<void(const registry::outcome&)> then);

  // watching.cpp: what actors want to see
  caf::result<lock_state> accept(const inspect_lock& what);
  caf::result<lock_list> accept(const list_locks& what);
  caf::result<void> accept(const subscribe_lock& what);
  void accept(const unsubscribe_lock& what);
  void show(const std::string& name);
  void show_all();
  void tell_watchers(const registry_news& news, const view& before);

  std::uint64_t generation_;
  const std::shared_ptr<held_locks> kept_;
  lock_lease lease_;
  session_id session_;
  std::uint64_t next_claim_ = 0;
  std::map<claim_id, claim> claims_;
  std::set<std::pair<instant, claim_id>> due_;
  std::size_t held_ = 0;
  std::map<caf::actor_addr, std::size_t> watched_; // monitored, and for how many reasons
  std::map<std::string, std::set<caf::actor_addr>>
    shown_; // listeners that have the state of a name
  std::shared_ptr<const view> members_;
  std::vector<caf::response_promise> drain_waiters_;
  bool missed_state_ = false; // the present state was told before this actor could use it
  bool draining_ = false;
  deadline_timer timer_;
};

} // namespace ringleader

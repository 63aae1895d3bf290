// SPDX-License-Identifier: BSD-3-Clause
/// locks: the lock_manager of this node: a proxy between the actors that hold locks and the lock
/// table in the registry.
///
/// Each acquire is a holder of its own. The proxy monitors who asked and releases at its death; a
/// grant that nobody waits for any more is released at once. Holder ids carry the generation of
/// this actor, so a rebuilt proxy never mixes them up; it keeps what actors hold (held_locks) and
/// releases what was on its way to an asker.
#pragma once

#include <ringleader/actors/node/context.hpp>
#include <ringleader/actors/node/messages.hpp>
#include <ringleader/contract/locks.hpp>

#include <caf/event_based_actor.hpp>

#include <map>

namespace ringleader {

class locks_actor final : public caf::event_based_actor {
public:
  locks_actor(caf::actor_config& cfg, node_context_ptr node, std::uint64_t generation);

  const char* name() const override { return "locks"; }
  void on_exit() override;

private:
  enum class stage : std::uint8_t { asking, queued, held, ending };

  struct claim {
    session_id session; // in whose name it was asked for
    std::string lock;
    caf::actor_addr owner;
    caf::response_promise asker;
    caf::response_promise releaser;
    stage now = stage::asking;
    fencing_token token;
    bool wait_over = false;
    bool abandoned = false; // nobody waits for the grant any more
  };

  caf::behavior make_behavior() override;
  caf::result<lock_grant> accept(const acquire& what);
  caf::result<bool> accept(const release& what);
  void take(const registry_news& news);
  void adopt();
  void end_claims_of_other_sessions();
  void clean_up(const registry::registry& state);
  void acquired(holder_id holder, const registry::outcome& outcome);
  void granted(holder_id holder, fencing_token token);
  void abandon(holder_id holder);
  void answer_unconfirmed(claim& c);
  void cancel(holder_id holder);
  void end(holder_id holder, caf::response_promise asker);
  void forget(holder_id holder);
  void owner_down(const caf::down_msg& down);

  /// Proposes until there is an outcome; gives up only with the session.
  void insist(registry::command what, std::function<void(const registry::outcome&)> then);

  node_context_ptr node_;
  std::uint64_t generation_;
  newest_news newest_;
  session_id session_;
  std::uint64_t next_holder_ = 0;
  std::map<holder_id, claim> claims_;
};

} // namespace ringleader

// SPDX-License-Identifier: BSD-3-Clause
/// What a lock client is told and what it wants done.
///
/// An asker is an actor of this node, by its number; none: who asked anonymously. An ask is one
/// request of an asker that is to be answered once, by a number of the caller's choice; none:
/// nobody waits for an answer. A cookie is the client's own number of a proposal.
#pragma once

#include <ringleader/base/result.hpp>
#include <ringleader/locks/lock_book.hpp>
#include <ringleader/locks/lock_commands.hpp>
#include <ringleader/locks/lock_event.hpp>
#include <ringleader/locks/lock_loss.hpp>
#include <ringleader/locks/lock_outcomes.hpp>

#include <map>
#include <utility>
#include <variant>
#include <vector>

namespace ringleader::locks {

using asker_id = strong_id<struct asker_id_tag>;
using ask_id = strong_id<struct ask_id_tag>;

/// What of a claim outlives the client that made it.
struct held_claim {
  session_id session;
  holder_id holder;
  std::vector<std::string> names;
  asker_id asker; ///< none: asked for anonymously, or gone
  fencing_token token;
  instant ends = never; ///< of its own lease, by this node's clock
  /// The shortest lease of an extension that may still take effect.
  duration least = duration::max();
  bool ending = false; ///< its release was asked for, or it was lost
  bool lost = false;   ///< not by its owner's will
};

using held_claims = std::map<claim_id, held_claim>;

// --- events

/// wait: zero tries once; duration::max() is for ever. owner: zero is the asker.
struct acquire {
  ask_id ask;
  asker_id asker;
  std::uint64_t owner = 0;
  std::vector<lock_want> wants;
  duration lease{}; ///< zero: none
  duration wait{};
  bool fenced = false;
  bool reentrant = false;
  std::optional<duration> delay;
};

struct release {
  ask_id ask;
  claim_id claim;
  fencing_token token;
};

struct extend {
  ask_id ask;
  claim_id claim;
  fencing_token token;
  duration lease{};
};

/// orderly: it did not fail; what it had sent was sent with intent.
struct asker_gone {
  asker_id asker;
  bool orderly = false;
};

/// How a proposal ended: an outcome, or why there is none.
struct concluded {
  std::uint64_t cookie = 0;
  lock_outcome what;
  failure error; ///< code none: `what` tells
};

/// Until when this node may act for which session; none: it does not know at the moment. leaving:
/// it takes nothing on any more.
struct node_lease {
  session_id session;
  instant until = instant::min();
  bool leaving = false;
};

/// The node's session according to the log; before what the log tells of locks.
struct session_seen {
  session_id session;
};

/// A whole state of the log, in place of events that nobody told. `book` is read during the step.
struct state_seen {
  const lock_book* book = nullptr;
  fencing_token last_token;
  registry_time now{};
};

/// What stands in the log for that session: the answer to query_standing.
struct standing_seen {
  session_id session;
  std::vector<std::pair<claim_id, lock_book::place>> claims;
};

/// What a client before this one left, if there was one in this process; before anything is asked
/// for. lease: the latest end of the session's lease that was known.
struct adopt {
  held_claims claims;
  session_id session;
  instant lease = instant::min();
  bool follows = false; ///< there was one
};

/// The node leaves: nothing is held when its session ends.
struct drain {};

/// Time passed: see lock_client::next_deadline().
struct tick {};

using client_event =
  std::variant<acquire, release, extend, asker_gone, concluded, node_lease, session_seen,
               lock_granted, lock_ended, state_seen, standing_seen, adopt, drain, tick>;

std::string to_string(const client_event& event);

// --- effects

using lock_command = std::variant<acquire_lock, release_lock, cancel_lock, extend_lock>;

std::string to_string(const lock_command& what);

/// Agree on this in the name of the node's session; answered by `concluded`.
struct propose {
  std::uint64_t cookie = 0;
  lock_command what;
  duration patience{};
};

/// To an acquire and to an extend. left: of the lease, zero if it has none.
struct answer_granted {
  ask_id ask;
  claim_id claim;
  fencing_token token;
  std::vector<std::string> names;
  duration left{};
};

struct answer_failed {
  ask_id ask;
  failure why;
};

/// To an acquire that would wait for ever.
struct answer_deadlock {
  ask_id ask;
  deadlocked found;
};

struct answer_released {
  ask_id ask;
  bool held = false;
};

/// Tell the holder to stop, before anything that follows is done.
struct tell_lost {
  asker_id asker;
  claim_id claim;
  fencing_token token;
  std::vector<std::string> names;
  lock_loss why = lock_loss::lease_over;
  std::string reason;
};

/// Say asker_gone when it ends; each asker is watched once.
struct watch_asker {
  asker_id asker;
};
struct unwatch_asker {
  asker_id asker;
};

/// Keep beyond the life of this client, for `adopt`.
struct keep {
  claim_id claim;
  held_claim what;
};
struct keep_end {
  claim_id claim;
  instant ends = never;
  duration least = duration::max();
};
struct keep_ending {
  claim_id claim;
  bool lost = false;
};
struct forget {
  claim_id claim;
};
struct keep_lease {
  session_id session;
  instant until{};
};

/// Answered by standing_seen.
struct query_standing {
  session_id session;
};

/// After `drain`: nothing is left.
struct drained {};

using client_effect =
  std::variant<propose, answer_granted, answer_failed, answer_deadlock, answer_released, tell_lost,
               watch_asker, unwatch_asker, keep, keep_end, keep_ending, forget, keep_lease,
               query_standing, drained>;
using client_effects = std::vector<client_effect>;

std::string to_string(const client_effect& effect);

bool operator==(const node_lease& a, const node_lease& b);
bool operator==(const held_claim& a, const held_claim& b);
bool operator==(const propose& a, const propose& b);
bool operator==(const answer_granted& a, const answer_granted& b);
bool operator==(const answer_failed& a, const answer_failed& b);
bool operator==(const answer_deadlock& a, const answer_deadlock& b);
bool operator==(const answer_released& a, const answer_released& b);
bool operator==(const tell_lost& a, const tell_lost& b);
bool operator==(const watch_asker& a, const watch_asker& b);
bool operator==(const unwatch_asker& a, const unwatch_asker& b);
bool operator==(const keep& a, const keep& b);
bool operator==(const keep_end& a, const keep_end& b);
bool operator==(const keep_ending& a, const keep_ending& b);
bool operator==(const forget& a, const forget& b);
bool operator==(const keep_lease& a, const keep_lease& b);
bool operator==(const query_standing& a, const query_standing& b);
bool operator==(const drained& a, const drained& b);

} // namespace ringleader::locks

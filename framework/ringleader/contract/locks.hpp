// SPDX-License-Identifier: BSD-3-Clause
/// lock_manager: distributed locks and semaphores, as a typed actor of the own node.
///
///   self->request(locks, 15s, acquire{"payroll", 30s})
///     .then([=](const lock_grant& grant) { ...; self->send(locks, release{grant}); });
///   ... [=](const lock_lost& lost) { stop_using(lost.grant); }      // in the behavior
///
/// First come first served. A grant ends with its release, with the death of the actor that
/// acquired it, with its lease, or with its node's session, whichever is first; a grant is pushed
/// to who waits for it. Plain threads use scoped_lock (actors/locks/scoped_lock.hpp).
///
/// Two things keep a late holder from doing harm (docs/locks.md):
/// - by time: the holder is told `lock_lost` before the cluster may give the lock to somebody
/// else.
///   It arrives as a message, so a holder that is busy, or frozen, sees it late;
/// - by version: the token is larger than that of every grant before. Hand it to the resource and
///   let the resource refuse smaller ones (locks/fence.hpp). No lock service can stop a holder that
///   was frozen and wakes up late; the resource can.
///
/// An owner is one thread of work: the asking actor, or within this node the number that it gives.
/// While one of its acquires waits it is taken to stand still. What would then wait for ever is
/// answered `deadlock`, with the cycle in the message, and holds up nobody.
///
/// Errors: lock_busy (the wait ran out), deadlock, overloaded (too many locks or waiters), refused
/// (never possible as asked for), lease_lost (the grant came when its lease, or the node's, was
/// over), no_quorum (nothing was agreed on, nothing happened), outcome_unknown: a grant may have
/// been made that nobody heard of. The lock manager takes it back by itself, and an owner that asks
/// again never waits for its own lost grant, nor is it called a deadlock: asking again is safe.
///
/// Does not promise that a lock is held while its holder acts: see above. Bounded: a node keeps at
/// most 16,384 acquires, the cluster's limits are those of locks/lock_limits.hpp.
#pragma once

#include <ringleader/base/ids.hpp>
#include <ringleader/base/time.hpp>
#include <ringleader/contract/lock_reports.hpp>
#include <ringleader/contract/lock_wants.hpp>
#include <ringleader/locks/fence.hpp>
#include <ringleader/locks/lock_loss.hpp>

#include <caf/typed_actor.hpp>

#include <optional>
#include <string>
#include <vector>

namespace ringleader {

inline constexpr duration wait_forever = duration::max();

struct acquire {
  lock_wants wants;

  /// Longest time to hold the lock unless it is extended; zero: as long as actor and node live.
  /// Counted by the cluster from the grant; the holder is told a little earlier (5 % with the
  /// default margin), for clocks run at different rates.
  duration lease{};

  /// How long to queue behind other holders; zero tries once; or wait_forever. Answered at most a
  /// second later: let the request time out after that, or a grant that nobody sees stands until
  /// the actor ends.
  duration wait = std::chrono::seconds{10};

  /// True: whoever is written to compares tokens, so that nothing a lost holder sent can do harm,
  /// and the next one is granted at once. False: after a loss nobody gets the names for the
  /// lock-delay, in which what was under way may still arrive.
  bool fenced = false;

  /// The lock-delay, up to an hour. None: zero if fenced, else 15 s.
  std::optional<duration> delay{};

  /// An owner that holds all of this already joins that grant: same token, same lease; it is free
  /// after as many releases. Not for semaphores.
  bool reentrant = false;

  /// Whose acquire this is. Zero: the asking actor's. Else a number of the application's choice,
  /// below 2^60, for one thread of work within this node. The lock ends with the asking actor
  /// anyway.
  std::uint64_t owner = 0;
};

struct lock_grant {
  claim_id claim;
  fencing_token token;
  std::vector<std::string> names;

  /// What was left of the lease when this was sent, by the node's clock, with the margin for clocks
  /// of different rates taken off. Zero: it has no lease of its own.
  duration lease{};
};

/// Answered with true, or false where the grant was no longer held.
struct release {
  lock_grant grant;
};

/// The lease now ends so much after this is agreed on. Errors: not_holder, lease_lost (it is over,
/// acquire again), refused (the grant has none).
struct extend {
  lock_grant grant;
  duration lease{};
};

/// To the actor that acquired: stop. Sent before the cluster may grant the lock to somebody else,
/// unless it was taken away or the session is over already. The lock manager gives the lock back.
struct lock_lost {
  lock_grant grant;
  lock_loss why = lock_loss::lease_over;
  std::string reason; ///< of the operator
};

template <class Inspector> typename Inspector::result_type inspect(Inspector& f, lock_grant& x) {
  return f(x.claim, x.token, x.names, x.lease);
}

using lock_manager =
  caf::typed_actor<caf::replies_to<acquire>::with<lock_grant>, caf::replies_to<release>::with<bool>,
                   caf::replies_to<extend>::with<lock_grant>,
                   caf::replies_to<inspect_lock>::with<lock_state>,
                   caf::replies_to<list_locks>::with<lock_list>, caf::reacts_to<watch_lock>,
                   caf::reacts_to<unwatch_lock>>;

} // namespace ringleader

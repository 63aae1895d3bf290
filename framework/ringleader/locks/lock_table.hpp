// SPDX-License-Identifier: BSD-3-Clause
/// lock_table: the locks and semaphores of the cluster. Replicated state: only the registry applies
/// commands to it, in log order. It knows no clock; the registry's time is an argument, and the
/// control leader proposes what due() names.
///
///   auto r = locks.acquire({owner, claim, {{"payroll"}}, 30s}, {}, now, tokens, events);
///   if (auto* s = std::get_if<lock_standing>(&r)) { ... granted if s->token, else it waits }
///   locks.release({session, claim}, s->token, true, now, tokens, events);
///
/// An acquire of several names gets all of them in one entry under one token, or waits in all their
/// queues at once and holds nothing meanwhile. Order: see lock_slot. A request that could never be
/// granted because its owner and others wait for each other is answered with the cycle and is not
/// queued.
///
/// Re-entrant: an owner that holds all it asks for, in modes at least as strong, under one token,
/// joins that grant: same token, same lease. Each release takes one claim out of it; the last one
/// frees it. Without the option the owner would wait for itself, which is a deadlock.
///
/// A grant ends by release, with its session, its own lease or by force, whichever comes first. It
/// hands over in the same entry, unless it has a lock-delay and did not end orderly: then nobody
/// gets its names before registry time passed the delay and the control leader said so.
///
/// Does not promise that an owner knows of its loss in time: the resource compares tokens.
///
/// Invariants: an exclusive hold is alone, permits held never exceed the capacity; the tokens of a
/// name strictly rise; of two claims that conflict the earlier one is granted first; a request that
/// could be granted does not wait; nobody waits in a cycle; no ended session is left in it.
#pragma once

#include <ringleader/base/token_source.hpp>
#include <ringleader/locks/lock_event.hpp>
#include <ringleader/locks/lock_limits.hpp>
#include <ringleader/locks/wait_graph.hpp>

namespace ringleader {

/// How an acquire wants to be answered. wait: false tries; how long to wait is the asker's
/// business, which cancels.
struct acquire_options {
  bool wait = true;
  bool reentrant = false;
};

using lock_answer = std::variant<failure, lock_standing, lock_deadlock>;

/// A lease or a lock-delay that is over.
struct due_lock {
  fencing_token token;
  registry_time at{};

  friend bool operator==(const due_lock& a, const due_lock& b) {
    return a.token == b.token && a.at == b.at;
  }
  friend bool operator<(const due_lock& a, const due_lock& b) {
    return std::tie(a.at, a.token) < std::tie(b.at, b.token);
  }
};

class lock_table {
public:
  using events = std::vector<lock_event>;

  lock_table() = default;
  explicit lock_table(const lock_limits& limits) : limits_(limits) {}

  /// lock_busy if it would have to wait and does not want to; refused for what no table could
  /// grant, a semaphore of another capacity included; overloaded where a bound is reached.
  lock_answer acquire(lock_request request, const acquire_options& how, registry_time now,
                      token_source& tokens, events& out);

  /// not_holder unless the claim is granted under that token. orderly: by its owner, who knows what
  /// it has under way; else its lock-delay stands.
  result<void> release(lock_claim claim, fencing_token token, bool orderly, registry_time now,
                       token_source& tokens, events& out);

  /// Gives up waiting; those behind may be granted. A claim that is granted stays so and learns its
  /// standing: the grant was faster. not_holder if it is not known.
  result<lock_standing> cancel(lock_claim claim, registry_time now, token_source& tokens,
                               events& out);

  /// The lease now ends at now + lease. not_holder unless the claim is granted under that token,
  /// lease_lost if its lease is over; refused for a grant without a lease.
  result<lock_standing> extend(lock_claim claim, fencing_token token, duration lease,
                               registry_time now);

  /// Ends a lease or a lock-delay that is over; refused if it ends at another time by now.
  result<void> expire(const due_lock& what, registry_time now, token_source& tokens, events& out);

  /// An operator ends the grant of that token, which must be one of `name`, like an expiry; or, if
  /// its names are withheld, frees them at once. The reason is told to all.
  result<void> force(const std::string& name, fencing_token token, const std::string& reason,
                     registry_time now, token_source& tokens, events& out);

  /// Removes all of them from every queue first, and then grants: no dead session ever gets a lock.
  /// orderly: they ended by their own will, with nothing under way, so that no delay is needed.
  void end_sessions(const std::set<session_id>& ended, bool orderly, registry_time now,
                    token_source& tokens, events& out);

  /// What is over at `now`, at most `most`, in the order of time.
  std::vector<due_lock> due(registry_time now, std::size_t most) const;

  /// Where a claim stands; none if it is not known.
  std::optional<lock_standing> standing(lock_claim claim) const;

  const lock_book& book() const { return book_; }

  friend bool operator==(const lock_table& a, const lock_table& b) { return a.book_ == b.book_; }

  template <class Inspector>
  friend typename Inspector::result_type inspect(Inspector& f, lock_table& x) {
    return f(x.book_);
  }

private:
  /// Requests to look at again, in the order of their coming.
  using candidates = std::set<lock_arrival>;

  lock_standing standing_of(const lock_book::place& at) const;
  std::optional<failure> no_room(const lock_request& request) const;
  bool grantable(const lock_request& request, lock_arrival arrival) const;
  /// The grant that a re-entrant request joins; none token: none.
  fencing_token covering(const lock_request& request) const;
  lock_answer join(const lock_request& request, fencing_token token, registry_time now);
  lock_answer wait(lock_request request);
  fencing_token grant(lock_request request, registry_time now, token_source& tokens, events& out);
  /// Takes the grant from its owner; adds whose turn it may be.
  void end(fencing_token token, lock_end why, const std::string& reason, bool orderly,
           registry_time now, events& out, candidates& next);
  void free(fencing_token token, const std::string& reason, events& out, candidates& next);
  void look_at(const std::vector<lock_want>& wants, candidates& next) const;
  void serve(candidates next, registry_time now, token_source& tokens, events& out);

  lock_limits limits_;
  lock_book book_;
};

} // namespace ringleader

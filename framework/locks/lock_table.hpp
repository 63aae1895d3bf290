// SPDX-License-Identifier: BSD-3-Clause
/// lock_table: exclusive locks, granted first come first served, each grant with a larger token.
/// Replicated state: only the registry applies commands to it, in log order. It knows no clock; the
/// registry's time is an argument, and the control leader proposes what due() names.
///
///   auto r = locks.acquire("payroll", {session, holder}, true, 30s, now, tokens, events);
///   if (r && r->token) { ... the owner holds it } else if (r) { ... it waits at r->position }
///
/// An owner that asks again gets the same answer: its grant, or its place in the queue. A lock is
/// therefore not re-entrant: one release frees it.
/// Does not promise that a holder knows of its loss in time: the resource compares tokens.
///
/// Invariants: a lock has at most one holder; the tokens of a lock strictly rise; an owner stands
/// at most once in a lock, as holder or as waiter; a lock without a holder is not in the table.
#pragma once

#include <ringleader/base/result.hpp>
#include <ringleader/base/token_source.hpp>
#include <ringleader/locks/lock.hpp>

#include <map>
#include <set>

namespace ringleader {

/// Bounds of the replicated state. Part of its rules: a change needs a feature level.
struct lock_limits {
  std::size_t locks = 65'536;
  std::size_t waiters = 1'024; ///< per lock
  std::size_t name_bytes = 256;
};

/// The owner's standing: position 0 is the holder, 1 the first waiter. token is none for waiters.
struct lock_standing {
  fencing_token token;
  std::uint32_t position = 0;
  std::optional<registry_time> expires;

  friend bool operator==(const lock_standing& a, const lock_standing& b) {
    return std::tie(a.token, a.position, a.expires) == std::tie(b.token, b.position, b.expires);
  }
};

/// A lock whose lease is over.
struct due_lock {
  std::string name;
  fencing_token token;

  friend bool operator==(const due_lock& a, const due_lock& b) {
    return a.name == b.name && a.token == b.token;
  }
};

class lock_table {
public:
  using events = std::vector<lock_event>;

  lock_table() = default;
  explicit lock_table(const lock_limits& limits) : limits_(limits) {}

  /// lock_busy if somebody else holds it and the owner does not want to wait; refused for a bad
  /// name or lease; overloaded where a bound is reached. A lease runs from the grant.
  result<lock_standing> acquire(const std::string& name, lock_owner owner, bool wait,
                                std::optional<duration> lease, registry_time now,
                                token_source& tokens, events& out);

  /// Hands over to the first waiter. not_holder unless the owner holds it under that token.
  result<void> release(const std::string& name, lock_owner owner, fencing_token token,
                       registry_time now, token_source& tokens, events& out);

  /// Gives up waiting. A holder keeps what it holds and learns its standing: the grant was faster.
  /// Position 0 without a token: the owner does not wait any more. not_holder if it never did.
  result<lock_standing> cancel(const std::string& name, lock_owner owner);

  /// The lease now ends at now + lease. not_holder unless the owner holds it under that token and
  /// its lease has not ended; refused for a lock without a lease.
  result<lock_standing> extend(const std::string& name, lock_owner owner, fencing_token token,
                               duration lease, registry_time now);

  /// Ends a lease that is over and hands over; refused if the holder is another by now or has
  /// extended in between.
  result<void> expire(const std::string& name, fencing_token token, registry_time now,
                      token_source& tokens, events& out);

  /// Removes all of them from every queue first, and then grants: no dead session ever gets a lock.
  void end_sessions(const std::set<session_id>& ended, registry_time now, token_source& tokens,
                    events& out);

  /// Locks whose lease is over at `now`, at most `most`, ordered by name.
  std::vector<due_lock> due(registry_time now, std::size_t most) const;

  /// Null if nobody holds it.
  const held_lock* find(const std::string& name) const;

  const std::map<std::string, held_lock>& all() const { return locks_; }

  friend bool operator==(const lock_table& a, const lock_table& b) { return a.locks_ == b.locks_; }

  template <class Inspector>
  friend typename Inspector::result_type inspect(Inspector& f, lock_table& x) {
    return f(x.locks_);
  }

private:
  using slot = std::map<std::string, held_lock>::iterator;

  /// The held lock of that name if `owner` holds it under `token`.
  slot find_held(const std::string& name, lock_owner owner, fencing_token token);
  void grant(slot at, const lock_waiter& to, registry_time now, token_source& tokens, events& out);
  void hand_over(slot at, lock_end why, registry_time now, token_source& tokens, events& out);

  lock_limits limits_;
  std::map<std::string, held_lock> locks_;
};

} // namespace ringleader

// SPDX-License-Identifier: BSD-3-Clause
/// lock: the values of the lock table: who wants what, who holds it under which token, who waits.
///
/// An *owner* is one thread of work: (session, holder id). While one of its claims waits it is
/// taken to stand still, which is what makes a deadlock; work that goes on meanwhile needs another
/// holder id. A *claim* is one acquire of an owner, named by a number that is used once in its
/// session: the same claim asked for again gets the same answer.
///
/// A claim wants one name or several, each in a mode, and gets all of them under one token or none.
#pragma once

#include <ringleader/base/ids.hpp>
#include <ringleader/base/time.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

namespace ringleader {

/// One acquire within a session; never used for another one.
using claim_id = strong_id<struct claim_id_tag>;
/// Place of a claim in the order of coming, over all names.
using lock_arrival = strong_id<struct lock_arrival_tag>;

/// Who asks for a lock: two holders of one session are two owners.
struct lock_owner {
  session_id session;
  holder_id holder;

  friend bool operator==(lock_owner a, lock_owner b) {
    return a.session == b.session && a.holder == b.holder;
  }
  friend bool operator!=(lock_owner a, lock_owner b) { return !(a == b); }
  friend bool operator<(lock_owner a, lock_owner b) {
    return std::tie(a.session, a.holder) < std::tie(b.session, b.holder);
  }
};

/// Names one claim of the whole cluster.
struct lock_claim {
  session_id session;
  claim_id id;

  friend bool operator==(lock_claim a, lock_claim b) {
    return a.session == b.session && a.id == b.id;
  }
  friend bool operator<(lock_claim a, lock_claim b) {
    return std::tie(a.session, a.id) < std::tie(b.session, b.id);
  }
};

/// exclusive: alone. shared: beside others that share. permits: some of a semaphore's.
enum class lock_mode : std::uint8_t { exclusive, shared, permits };

/// permits and capacity only of a semaphore. Who comes first says the capacity; as long as anybody
/// holds or waits, all others must say the same.
struct lock_want {
  std::string name;
  lock_mode mode = lock_mode::exclusive;
  std::uint32_t permits = 0;
  std::uint32_t capacity = 0;

  friend bool operator==(const lock_want& a, const lock_want& b) {
    return std::tie(a.name, a.mode, a.permits, a.capacity) ==
           std::tie(b.name, b.mode, b.permits, b.capacity);
  }
};

/// What one claim asks for. A lease runs from the grant. delay: for how long nobody gets the names
/// after this grant expired (Chubby's lock-delay): the time in which what a dead holder had sent
/// may still arrive at a resource that does not compare tokens.
struct lock_request {
  lock_owner owner;
  claim_id claim;
  std::vector<lock_want> wants; ///< by name, none twice
  std::optional<duration> lease;
  duration delay{};

  lock_claim key() const { return {owner.session, claim}; }

  friend bool operator==(const lock_request& a, const lock_request& b) {
    return std::tie(a.owner, a.claim, a.wants, a.lease, a.delay) ==
           std::tie(b.owner, b.claim, b.wants, b.lease, b.delay);
  }
};

/// What is granted under one token. A re-entrant owner has several claims in it. Withheld: its
/// owner lost it, and nobody gets the names before `expires`.
struct lock_hold {
  lock_owner owner; ///< none while withheld
  std::vector<claim_id> claims;
  std::vector<lock_want> wants;
  std::optional<registry_time> expires;
  duration delay{};
  bool withheld = false;

  friend bool operator==(const lock_hold& a, const lock_hold& b) {
    return std::tie(a.owner, a.claims, a.wants, a.expires, a.delay, a.withheld) ==
           std::tie(b.owner, b.claims, b.wants, b.expires, b.delay, b.withheld);
  }
};

/// A claim's standing. Granted: token and, with a lease, its end. Waiting: no token, and its place
/// in the longest of its queues, from 1. Position 0 without a token: it does not wait any more.
struct lock_standing {
  fencing_token token;
  std::uint32_t position = 0;
  std::optional<registry_time> expires;

  friend bool operator==(const lock_standing& a, const lock_standing& b) {
    return std::tie(a.token, a.position, a.expires) == std::tie(b.token, b.position, b.expires);
  }
};

/// One owner waits for another: for what that one holds under `token`, or, without a token, because
/// that one came earlier to the same name.
struct wait_step {
  lock_owner waiter;
  std::string name;
  lock_owner blocker;
  fencing_token token;

  friend bool operator==(const wait_step& a, const wait_step& b) {
    return std::tie(a.waiter, a.name, a.blocker, a.token) ==
           std::tie(b.waiter, b.name, b.blocker, b.token);
  }
};

/// "3/1": session and holder.
std::string to_string(lock_owner owner);
std::string to_string(lock_mode mode);
/// "payroll", "payroll shared", "pool 3 of 8".
std::string to_string(const lock_want& want);
/// "a, b shared".
std::string to_string(const std::vector<lock_want>& wants);
/// "3/1 waits for payroll held by 4/1 under token 7", "... where 4/1 waits earlier".
std::string to_string(const wait_step& step);

/// The names of the wants, in their order.
std::vector<std::string> names_of(const std::vector<lock_want>& wants);

template <class Inspector> typename Inspector::result_type inspect(Inspector& f, lock_owner& x) {
  return f(x.session, x.holder);
}

template <class Inspector> typename Inspector::result_type inspect(Inspector& f, lock_want& x) {
  return f(x.name, x.mode, x.permits, x.capacity);
}

template <class Inspector> typename Inspector::result_type inspect(Inspector& f, lock_request& x) {
  return f(x.owner, x.claim, x.wants, x.lease, x.delay);
}

template <class Inspector> typename Inspector::result_type inspect(Inspector& f, lock_hold& x) {
  return f(x.owner, x.claims, x.wants, x.expires, x.delay, x.withheld);
}

template <class Inspector> typename Inspector::result_type inspect(Inspector& f, wait_step& x) {
  return f(x.waiter, x.name, x.blocker, x.token);
}

} // namespace ringleader

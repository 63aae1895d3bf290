// SPDX-License-Identifier: BSD-3-Clause
/// lock: the values of one exclusive lock: who holds it under which token, who waits, and what the
/// table tells about it.
#pragma once

#include <ringleader/base/ids.hpp>
#include <ringleader/base/time.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <tuple>
#include <variant>
#include <vector>

namespace ringleader {

/// Who asks for a lock: two holders of one session are two parties.
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

/// "3/1": session and holder.
std::string to_string(lock_owner owner);

/// A place in the queue, with the lease that begins when its turn comes.
struct lock_waiter {
  lock_owner owner;
  std::optional<duration> lease;

  friend bool operator==(const lock_waiter& a, const lock_waiter& b) {
    return a.owner == b.owner && a.lease == b.lease;
  }
};

/// A lock that somebody holds; one that nobody holds does not exist.
struct held_lock {
  lock_owner owner;
  fencing_token token;
  std::optional<registry_time> expires;
  std::vector<lock_waiter> waiters; ///< first come, first served

  friend bool operator==(const held_lock& a, const held_lock& b) {
    return std::tie(a.owner, a.token, a.expires, a.waiters) ==
           std::tie(b.owner, b.token, b.expires, b.waiters);
  }
};

enum class lock_end : std::uint8_t { released, session_ended, lease_ended };

std::string to_string(lock_end why);

/// A lock has a new holder.
struct lock_granted {
  std::string name;
  lock_owner owner;
  fencing_token token;
  std::optional<registry_time> expires;

  friend bool operator==(const lock_granted& a, const lock_granted& b) {
    return std::tie(a.name, a.owner, a.token, a.expires) ==
           std::tie(b.name, b.owner, b.token, b.expires);
  }
};

/// A holder lost or gave up a lock.
struct lock_ended {
  std::string name;
  lock_owner owner;
  fencing_token token;
  lock_end why = lock_end::released;

  friend bool operator==(const lock_ended& a, const lock_ended& b) {
    return std::tie(a.name, a.owner, a.token, a.why) == std::tie(b.name, b.owner, b.token, b.why);
  }
};

using lock_event = std::variant<lock_granted, lock_ended>;

std::string to_string(const lock_granted& ev);
std::string to_string(const lock_ended& ev);
std::string to_string(const lock_event& ev);

template <class Inspector> typename Inspector::result_type inspect(Inspector& f, lock_owner& x) {
  return f(x.session, x.holder);
}

template <class Inspector> typename Inspector::result_type inspect(Inspector& f, lock_waiter& x) {
  return f(x.owner, x.lease);
}

template <class Inspector> typename Inspector::result_type inspect(Inspector& f, held_lock& x) {
  return f(x.owner, x.token, x.expires, x.waiters);
}

template <class Inspector> typename Inspector::result_type inspect(Inspector& f, lock_granted& x) {
  return f(x.name, x.owner, x.token, x.expires);
}

template <class Inspector> typename Inspector::result_type inspect(Inspector& f, lock_ended& x) {
  return f(x.name, x.owner, x.token, x.why);
}

} // namespace ringleader

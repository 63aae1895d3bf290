// SPDX-License-Identifier: BSD-3-Clause
/// lock_event: what the lock table tells about one entry: grants, ends of grants, and names that
/// were withheld and are free again. A claim that only joins a grant of its own owner (re-entrant),
/// or leaves one that goes on, is no event.
#pragma once

#include <ringleader/locks/lock.hpp>

#include <variant>

namespace ringleader {

/// A claim got all its names.
struct lock_granted {
  std::vector<std::string> names;
  lock_owner owner;
  claim_id claim;
  fencing_token token;
  std::optional<registry_time> expires;

  friend bool operator==(const lock_granted& a, const lock_granted& b) {
    return std::tie(a.names, a.owner, a.claim, a.token, a.expires) ==
           std::tie(b.names, b.owner, b.claim, b.token, b.expires);
  }
};

/// released: by its owner. forced: by an operator, who gave a reason. given_back: by its node,
/// whose owner failed, or was told too late to have stopped for sure.
enum class lock_end : std::uint8_t { released, session_ended, lease_ended, forced, given_back };

std::string to_string(lock_end why);

/// An owner lost or gave up all names of a grant.
struct lock_ended {
  std::vector<std::string> names;
  lock_owner owner;
  std::vector<claim_id> claims; ///< all that were in the grant
  fencing_token token;
  lock_end why = lock_end::released;
  std::string reason;                          ///< of an operator
  std::optional<registry_time> withheld_until; ///< nobody gets the names before

  friend bool operator==(const lock_ended& a, const lock_ended& b) {
    return std::tie(a.names, a.owner, a.claims, a.token, a.why, a.reason, a.withheld_until) ==
           std::tie(b.names, b.owner, b.claims, b.token, b.why, b.reason, b.withheld_until);
  }
};

/// Names that were withheld after a loss are free. reason: of an operator who did not want to wait.
struct lock_freed {
  std::vector<std::string> names;
  fencing_token token; ///< of the grant that was lost
  std::string reason;

  friend bool operator==(const lock_freed& a, const lock_freed& b) {
    return std::tie(a.names, a.token, a.reason) == std::tie(b.names, b.token, b.reason);
  }
};

using lock_event = std::variant<lock_granted, lock_ended, lock_freed>;

std::string to_string(const lock_granted& ev);
std::string to_string(const lock_ended& ev);
std::string to_string(const lock_freed& ev);
std::string to_string(const lock_event& ev);

template <class Inspector> typename Inspector::result_type inspect(Inspector& f, lock_granted& x) {
  return f(x.names, x.owner, x.claim, x.token, x.expires);
}

template <class Inspector> typename Inspector::result_type inspect(Inspector& f, lock_ended& x) {
  return f(x.names, x.owner, x.claims, x.token, x.why, x.reason, x.withheld_until);
}

template <class Inspector> typename Inspector::result_type inspect(Inspector& f, lock_freed& x) {
  return f(x.names, x.token, x.reason);
}

} // namespace ringleader

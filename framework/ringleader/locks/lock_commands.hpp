// SPDX-License-Identifier: BSD-3-Clause
/// lock_commands: what is agreed on about locks. The owner is (session of the proposer, holder id),
/// so all of them need a session, except expire_lock, which the control leader proposes.
///
/// Part of the wire and disk format: fields are only ever appended.
#pragma once

#include <ringleader/locks/lock.hpp>

#include <string>

namespace ringleader::locks {

/// All of the wants under one token, or a place in all their queues. fenced: the resource compares
/// tokens, so that nothing need be withheld after a loss. delay: for how long it is, if that is
/// said; else not at all where fenced and lock_delay_unfenced where not.
struct acquire_lock {
  holder_id holder;
  claim_id claim;
  std::vector<lock_want> wants;
  bool wait = true;
  bool reentrant = false;
  bool fenced = false;
  std::optional<duration> lease; ///< of registry time, from the grant
  std::optional<duration> delay;

  friend bool operator==(const acquire_lock& a, const acquire_lock& b) {
    return std::tie(a.holder, a.claim, a.wants, a.wait, a.reentrant, a.fenced, a.lease, a.delay) ==
           std::tie(b.holder, b.claim, b.wants, b.wait, b.reentrant, b.fenced, b.lease, b.delay);
  }
};

/// lost: not by the owner's own will, so that the lock-delay of the grant stands.
struct release_lock {
  claim_id claim;
  fencing_token token;
  bool lost = false;

  friend bool operator==(const release_lock& a, const release_lock& b) {
    return std::tie(a.claim, a.token, a.lost) == std::tie(b.claim, b.token, b.lost);
  }
};

/// Gives up waiting. If the grant was faster the outcome is that grant, to be released.
struct cancel_lock {
  claim_id claim;

  friend bool operator==(const cancel_lock& a, const cancel_lock& b) { return a.claim == b.claim; }
};

struct extend_lock {
  claim_id claim;
  fencing_token token;
  duration lease{}; ///< from the registry time of this entry

  friend bool operator==(const extend_lock& a, const extend_lock& b) {
    return std::tie(a.claim, a.token, a.lease) == std::tie(b.claim, b.token, b.lease);
  }
};

/// A lease or a lock-delay is over. Refused if it ends at another time by now.
struct expire_lock {
  fencing_token token;
  registry_time at{};

  friend bool operator==(const expire_lock& a, const expire_lock& b) {
    return a.token == b.token && a.at == b.at;
  }
};

/// By order of an operator, in the name of the node that was asked. Refused if the name is not held
/// under that token any more.
struct force_lock {
  std::string name;
  fencing_token token;
  std::string reason;

  friend bool operator==(const force_lock& a, const force_lock& b) {
    return std::tie(a.name, a.token, a.reason) == std::tie(b.name, b.token, b.reason);
  }
};

std::string to_string(const acquire_lock& c);
std::string to_string(const release_lock& c);
std::string to_string(const cancel_lock& c);
std::string to_string(const extend_lock& c);
std::string to_string(const expire_lock& c);
std::string to_string(const force_lock& c);

template <class Inspector> typename Inspector::result_type inspect(Inspector& f, acquire_lock& x) {
  return f(x.holder, x.claim, x.wants, x.wait, x.reentrant, x.fenced, x.lease, x.delay);
}

template <class Inspector> typename Inspector::result_type inspect(Inspector& f, release_lock& x) {
  return f(x.claim, x.token, x.lost);
}

template <class Inspector> typename Inspector::result_type inspect(Inspector& f, cancel_lock& x) {
  return f(x.claim);
}

template <class Inspector> typename Inspector::result_type inspect(Inspector& f, extend_lock& x) {
  return f(x.claim, x.token, x.lease);
}

template <class Inspector> typename Inspector::result_type inspect(Inspector& f, expire_lock& x) {
  return f(x.token, x.at);
}

template <class Inspector> typename Inspector::result_type inspect(Inspector& f, force_lock& x) {
  return f(x.name, x.token, x.reason);
}

} // namespace ringleader::locks

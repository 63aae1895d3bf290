// SPDX-License-Identifier: BSD-3-Clause
/// lock_manager: distributed locks, as a typed actor of the own node.
///
///   self->request(locks, 15s, acquire{"payroll", 30s})
///     .then([=](const lock_grant& grant) { ...; self->send(locks, release{grant}); });
///
/// A lock is exclusive and first come first served. It ends with its release, with the death of the
/// actor that acquired it, with the lease it was given, or with its node's session, whichever is
/// first. Its token is larger than that of every grant before: hand it to the resource and let the
/// resource refuse smaller ones, since no lock service can stop a holder that was frozen and wakes
/// up late.
///
/// Errors: lock_busy (wait ran out), overloaded (too many locks or waiters), no_quorum (nothing was
/// agreed on, nothing happened), outcome_unknown (the grant may exist; it ends with the actor).
#pragma once

#include <ringleader/base/ids.hpp>
#include <ringleader/base/time.hpp>

#include <caf/typed_actor.hpp>

#include <string>

namespace ringleader {

struct acquire {
  std::string name;

  /// Longest time to hold the lock, counted by the registry; zero: as long as actor and node live.
  duration lease{};

  /// How long to queue behind other holders; zero tries once. Answered at most a second later:
  /// let the request time out after that, or a grant that nobody sees stands until the actor ends.
  duration wait = std::chrono::seconds{10};
};

struct lock_grant {
  std::string name;
  fencing_token token;
};

struct release {
  lock_grant grant;
};

template <class Inspector> typename Inspector::result_type inspect(Inspector& f, acquire& x) {
  return f(x.name, x.lease, x.wait);
}

template <class Inspector> typename Inspector::result_type inspect(Inspector& f, lock_grant& x) {
  return f(x.name, x.token);
}

template <class Inspector> typename Inspector::result_type inspect(Inspector& f, release& x) {
  return f(x.grant);
}

/// release answers false where the grant was no longer held.
using lock_manager = caf::typed_actor<caf::replies_to<acquire>::with<lock_grant>,
                                      caf::replies_to<release>::with<bool>>;

} // namespace ringleader

// SPDX-License-Identifier: BSD-3-Clause
/// Commands about locks and elections. The party is (session of the proposer, holder id), so all of
/// them need a session, except expire_lock, which the control leader proposes.
#pragma once

#include <ringleader/elections/election.hpp>
#include <ringleader/locks/lock.hpp>

namespace ringleader::registry {

struct acquire_lock {
  std::string name;
  holder_id holder;
  bool wait = true;
  std::optional<duration> lease; ///< of registry time, from the grant

  friend bool operator==(const acquire_lock& a, const acquire_lock& b) {
    return std::tie(a.name, a.holder, a.wait, a.lease) ==
           std::tie(b.name, b.holder, b.wait, b.lease);
  }
};

struct release_lock {
  std::string name;
  holder_id holder;
  fencing_token token;

  friend bool operator==(const release_lock& a, const release_lock& b) {
    return std::tie(a.name, a.holder, a.token) == std::tie(b.name, b.holder, b.token);
  }
};

/// Gives up waiting. If the grant was faster the outcome is that grant, to be released.
struct cancel_lock {
  std::string name;
  holder_id holder;

  friend bool operator==(const cancel_lock& a, const cancel_lock& b) {
    return a.name == b.name && a.holder == b.holder;
  }
};

struct extend_lock {
  std::string name;
  holder_id holder;
  fencing_token token;
  duration lease{}; ///< from the registry time of this entry

  friend bool operator==(const extend_lock& a, const extend_lock& b) {
    return std::tie(a.name, a.holder, a.token, a.lease) ==
           std::tie(b.name, b.holder, b.token, b.lease);
  }
};

/// Refused if the lock has another token by now or was extended.
struct expire_lock {
  std::string name;
  fencing_token token;

  friend bool operator==(const expire_lock& a, const expire_lock& b) {
    return a.name == b.name && a.token == b.token;
  }
};

struct campaign {
  std::string election;
  holder_id holder;
  election_policy policy = election_policy::seniority;
  std::uint32_t weight = 0;
  bytes data;

  friend bool operator==(const campaign& a, const campaign& b) {
    return std::tie(a.election, a.holder, a.policy, a.weight, a.data) ==
           std::tie(b.election, b.holder, b.policy, b.weight, b.data);
  }
};

struct resign {
  std::string election;
  holder_id holder;
  std::optional<candidate_id> successor; ///< preferred; the policy decides if it does not stand

  friend bool operator==(const resign& a, const resign& b) {
    return std::tie(a.election, a.holder, a.successor) ==
           std::tie(b.election, b.holder, b.successor);
  }
};

std::string to_string(const acquire_lock& c);
std::string to_string(const release_lock& c);
std::string to_string(const cancel_lock& c);
std::string to_string(const extend_lock& c);
std::string to_string(const expire_lock& c);
std::string to_string(const campaign& c);
std::string to_string(const resign& c);

template <class Inspector> typename Inspector::result_type inspect(Inspector& f, acquire_lock& x) {
  return f(x.name, x.holder, x.wait, x.lease);
}

template <class Inspector> typename Inspector::result_type inspect(Inspector& f, release_lock& x) {
  return f(x.name, x.holder, x.token);
}

template <class Inspector> typename Inspector::result_type inspect(Inspector& f, cancel_lock& x) {
  return f(x.name, x.holder);
}

template <class Inspector> typename Inspector::result_type inspect(Inspector& f, extend_lock& x) {
  return f(x.name, x.holder, x.token, x.lease);
}

template <class Inspector> typename Inspector::result_type inspect(Inspector& f, expire_lock& x) {
  return f(x.name, x.token);
}

template <class Inspector> typename Inspector::result_type inspect(Inspector& f, campaign& x) {
  return f(x.election, x.holder, x.policy, x.weight, x.data);
}

template <class Inspector> typename Inspector::result_type inspect(Inspector& f, resign& x) {
  return f(x.election, x.holder, x.successor);
}

} // namespace ringleader::registry

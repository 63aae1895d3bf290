// SPDX-License-Identifier: BSD-3-Clause
/// Commands about locks (their words are in locks/lock_commands.hpp) and elections. The party is
/// (session of the proposer, holder id), so all of them need a session, except expire_lock and
/// settle_election, which the control leader proposes.
#pragma once

#include <ringleader/elections/election.hpp>
#include <ringleader/locks/lock_commands.hpp>

namespace ringleader::registry {

using locks::acquire_lock;
using locks::cancel_lock;
using locks::expire_lock;
using locks::extend_lock;
using locks::force_lock;
using locks::release_lock;

struct campaign {
  std::string election;
  holder_id holder;
  election_rules rules;
  std::uint32_t weight = 0;
  bytes data;

  friend bool operator==(const campaign& a, const campaign& b) {
    return std::tie(a.election, a.holder, a.rules, a.weight, a.data) ==
           std::tie(b.election, b.holder, b.rules, b.weight, b.data);
  }
};

struct resign {
  std::string election;
  holder_id holder;
  std::optional<candidate_id> successor; ///< preferred; the policy decides if it does not campaign

  friend bool operator==(const resign& a, const resign& b) {
    return std::tie(a.election, a.holder, a.successor) ==
           std::tie(b.election, b.holder, b.successor);
  }
};

/// The proposer's member has one vote in each election that is decided by votes; the latest counts.
struct vote {
  std::string election;
  std::optional<candidate_id> choice; ///< none: takes the vote back

  friend bool operator==(const vote& a, const vote& b) {
    return a.election == b.election && a.choice == b.choice;
  }
};

/// The time for voting, or a winner's minimum term, is over. Refused if it ends at another time.
struct settle_election {
  std::string election;
  registry_time at{};

  friend bool operator==(const settle_election& a, const settle_election& b) {
    return a.election == b.election && a.at == b.at;
  }
};

std::string to_string(const campaign& c);
std::string to_string(const resign& c);
std::string to_string(const vote& c);
std::string to_string(const settle_election& c);

template <class Inspector> typename Inspector::result_type inspect(Inspector& f, campaign& x) {
  return f(x.election, x.holder, x.rules, x.weight, x.data);
}

template <class Inspector> typename Inspector::result_type inspect(Inspector& f, resign& x) {
  return f(x.election, x.holder, x.successor);
}

template <class Inspector> typename Inspector::result_type inspect(Inspector& f, vote& x) {
  return f(x.election, x.choice);
}

template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, settle_election& x) {
  return f(x.election, x.at);
}

} // namespace ringleader::registry

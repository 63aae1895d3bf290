// SPDX-License-Identifier: BSD-3-Clause
/// lock_outcomes: what the lock commands are answered with, beside `done` and `refused`.
///
/// Part of the wire and disk format: fields are only ever appended.
#pragma once

#include <ringleader/base/outcome.hpp>
#include <ringleader/locks/lock.hpp>

#include <variant>

namespace ringleader::locks {

/// The proposer holds what it asked for. expires: the end of its lease, in registry time.
struct granted {
  fencing_token token;
  std::optional<registry_time> expires;

  friend bool operator==(const granted& a, const granted& b) {
    return a.token == b.token && a.expires == b.expires;
  }
};

/// The proposer waits; an event will tell the grant. Its place in the longest of its queues,
/// from 1. at: registry time of the entry, which no clock of the proposer's can be ahead of; the
/// end of a lease that is told later is measured from there.
struct queued {
  std::uint32_t position = 0;
  registry_time at{};

  friend bool operator==(const queued& a, const queued& b) {
    return a.position == b.position && a.at == b.at;
  }
};

/// The proposer would wait for ever, so it does not wait: it holds something that others need
/// first. The shortest way from it back to it; `more` steps are left out.
struct deadlocked {
  std::vector<wait_step> cycle;
  std::uint32_t more = 0;

  friend bool operator==(const deadlocked& a, const deadlocked& b) {
    return a.cycle == b.cycle && a.more == b.more;
  }
};

using lock_outcome = std::variant<refused, done, granted, queued, deadlocked>;

std::string to_string(const granted& x);
std::string to_string(const queued& x);
std::string to_string(const deadlocked& x);
std::string to_string(const lock_outcome& x);

template <class Inspector> typename Inspector::result_type inspect(Inspector& f, granted& x) {
  return f(x.token, x.expires);
}

template <class Inspector> typename Inspector::result_type inspect(Inspector& f, queued& x) {
  return f(x.position, x.at);
}

template <class Inspector> typename Inspector::result_type inspect(Inspector& f, deadlocked& x) {
  return f(x.cycle, x.more);
}

} // namespace ringleader::locks

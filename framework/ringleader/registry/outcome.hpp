// SPDX-License-Identifier: BSD-3-Clause
/// outcome: what the registry answers to one command. Kept for the proposer until it says that it
/// has seen it, so a repeated command gets the same one.
#pragma once

#include <ringleader/base/errc.hpp>
#include <ringleader/base/ids.hpp>
#include <ringleader/base/time.hpp>
#include <ringleader/locks/lock.hpp>

#include <optional>
#include <string>
#include <tuple>
#include <variant>
#include <vector>

namespace ringleader::registry {

/// Nothing happened. The message says what to do; `retry` if waiting and asking again may help.
struct refused {
  errc code = errc::refused;
  std::string message;
  bool retry = false;

  friend bool operator==(const refused& a, const refused& b) {
    return std::tie(a.code, a.message, a.retry) == std::tie(b.code, b.message, b.retry);
  }
};

/// It happened, and there is nothing more to say.
struct done {
  friend bool operator==(const done&, const done&) { return true; }
};

struct joined {
  session_id session;
  ringleader::incarnation incarnation;

  friend bool operator==(const joined& a, const joined& b) {
    return a.session == b.session && a.incarnation == b.incarnation;
  }
};

/// The sessions that this very command ended.
struct expired {
  std::vector<session_id> sessions;

  friend bool operator==(const expired& a, const expired& b) { return a.sessions == b.sessions; }
};

/// Moves planned under this id; zero moves: the table is as balanced as it can be now.
struct planned {
  log_index move;
  std::uint32_t moves = 0;

  friend bool operator==(const planned& a, const planned& b) {
    return a.move == b.move && a.moves == b.moves;
  }
};

/// The partitions that this very command switched, or whose moves it cancelled.
struct moved {
  std::vector<partition_id> partitions;

  friend bool operator==(const moved& a, const moved& b) { return a.partitions == b.partitions; }
};

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

/// The proposer stands in the election; position 0 is the winner.
struct standing {
  election_term term;
  bool winner = false;
  std::uint32_t position = 0;

  friend bool operator==(const standing& a, const standing& b) {
    return std::tie(a.term, a.winner, a.position) == std::tie(b.term, b.winner, b.position);
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

/// Alternatives are only ever appended: their position is part of the disk and wire format.
using outcome = std::variant<refused, done, joined, expired, planned, moved, granted, queued,
                             standing, deadlocked>;

/// Null unless the command was refused.
inline const refused* refusal(const outcome& o) { return std::get_if<refused>(&o); }

std::string to_string(const outcome& o);

template <class Inspector> typename Inspector::result_type inspect(Inspector& f, refused& x) {
  return f(x.code, x.message, x.retry);
}

template <class Inspector> typename Inspector::result_type inspect(Inspector& f, done&) {
  return f();
}

template <class Inspector> typename Inspector::result_type inspect(Inspector& f, joined& x) {
  return f(x.session, x.incarnation);
}

template <class Inspector> typename Inspector::result_type inspect(Inspector& f, expired& x) {
  return f(x.sessions);
}

template <class Inspector> typename Inspector::result_type inspect(Inspector& f, planned& x) {
  return f(x.move, x.moves);
}

template <class Inspector> typename Inspector::result_type inspect(Inspector& f, moved& x) {
  return f(x.partitions);
}

template <class Inspector> typename Inspector::result_type inspect(Inspector& f, granted& x) {
  return f(x.token, x.expires);
}

template <class Inspector> typename Inspector::result_type inspect(Inspector& f, queued& x) {
  return f(x.position, x.at);
}

template <class Inspector> typename Inspector::result_type inspect(Inspector& f, standing& x) {
  return f(x.term, x.winner, x.position);
}

template <class Inspector> typename Inspector::result_type inspect(Inspector& f, deadlocked& x) {
  return f(x.cycle, x.more);
}

} // namespace ringleader::registry

// SPDX-License-Identifier: BSD-3-Clause
/// outcome: what the registry answers to one command. Kept for the proposer until it says that it
/// has seen it, so a repeated command gets the same one.
#pragma once

#include <ringleader/base/ids.hpp>
#include <ringleader/base/outcome.hpp>
#include <ringleader/locks/lock_outcomes.hpp>

#include <optional>
#include <string>
#include <tuple>
#include <variant>
#include <vector>

namespace ringleader::registry {

using locks::deadlocked;
using locks::granted;
using locks::queued;
using ringleader::done;
using ringleader::refused;

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

/// The proposer campaigns in the election; position 0 is the winner.
struct placed {
  election_term term;
  bool winner = false;
  std::uint32_t position = 0;

  friend bool operator==(const placed& a, const placed& b) {
    return std::tie(a.term, a.winner, a.position) == std::tie(b.term, b.winner, b.position);
  }
};

/// Alternatives are only ever appended: their position is part of the disk and wire format.
using outcome =
  std::variant<refused, done, joined, expired, planned, moved, granted, queued, placed, deadlocked>;

/// Null unless the command was refused.
inline const refused* refusal(const outcome& o) { return std::get_if<refused>(&o); }

/// What a lock command is answered with; malformed where the state, which may have been read from
/// elsewhere, keeps something else.
locks::lock_outcome lock_outcome_of(const outcome& o);

std::string to_string(const outcome& o);

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

template <class Inspector> typename Inspector::result_type inspect(Inspector& f, placed& x) {
  return f(x.term, x.winner, x.position);
}

} // namespace ringleader::registry

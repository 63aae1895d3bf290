// SPDX-License-Identifier: BSD-3-Clause
/// voter_policy: who should vote next. A pure function of who is there; the leader takes one step
/// at a time and asks again when it is committed.
///
///   if (auto step = next_voter_step(situation)) carry_out(*step);
///
/// Voters rest at an odd number: a fourth voter makes every commit wait for one more disk and
/// survives no failure more. So 1 grows to 3 only with two learners that hold the log and have live
/// sessions, and a voter is replaced by adding first and removing second. A voter that is
/// gone but has no substitute stays, since without it the group would survive no more; without two
/// of them it survives one failure more, so two go together. A voter that leaves on purpose goes at
/// once, and then another one if their number would be even; but nobody goes while the majority of
/// those that remain would lack one that is down, which goes before it once it is gone.
///
/// Invariant: repeated on a situation in which nothing fails, it comes to rest, at an odd number.
#pragma once

#include <ringleader/base/ids.hpp>

#include <optional>
#include <string>
#include <vector>

namespace ringleader::control {

struct voter_candidate {
  store_id store;
  bool votes = false;
  bool is_live = false;      // has a session and is not about to leave
  bool is_gone = false;      // was not heard of for long
  bool is_leaving = false;   // for good, on purpose
  bool is_caught_up = false; // holds the log, by the leader's account
};

struct voter_situation {
  store_id leader;
  std::size_t target = 3;                  // odd
  std::vector<voter_candidate> candidates; // of the configuration; the leader prefers the first
};

struct voter_step {
  enum class kind { promote, demote, remove_learner, hand_over };
  kind what = kind::promote;
  store_id store; // of hand_over: to whom

  friend bool operator==(const voter_step& a, const voter_step& b) {
    return a.what == b.what && a.store == b.store;
  }
};

std::optional<voter_step> next_voter_step(const voter_situation& now);

/// "promote 00000000000000a1".
std::string to_string(const voter_step& step);

} // namespace ringleader::control

// SPDX-License-Identifier: BSD-3-Clause
/// reach: which terms and indexes a server takes from others at all, whoever they are.
///
///   claims.add(from, term_of(message));                    // of a voter
///   auto known = std::max(log.last_term(), claims.second());
///   if (!is_within_reach(message, hard.term, known, is_learner)) drop it;
///
/// A term is promised on disk as soon as it is taken, so one message with the greatest number there
/// is would end elections for good. Terms rise by one with each election, so one that lies more
/// than `term_step_max` above a term that is known to be real was not reached by elections. Real is
/// the last term of the log, in which somebody led, and one that two voters have named. The own
/// term is not: it may be what a single voter made of it, and if the next step counted from there,
/// some servers could be led to where the others never follow. A server that does not vote (it
/// is fresh, or learns) joins a log of any age: it takes the term of the leader that feeds it.
///
/// Does not stop two voters that lie. Does not judge what a message says otherwise.
#pragma once

#include <ringleader/consensus/messages.hpp>

#include <utility>

namespace ringleader::consensus {

/// The furthest that a term of another server may lie above a known one.
inline constexpr std::uint64_t term_step_max = std::uint64_t{1} << 32;

/// No term and no index of a message is greater, so that adding to one never overflows.
inline constexpr std::uint64_t term_max = std::uint64_t{1} << 62;
inline constexpr std::uint64_t index_max = std::uint64_t{1} << 62;

bool is_within_reach(const message& m, raft_term own, raft_term known, bool is_learner);

/// The greatest term that each voter named, as far as it takes to know the second greatest.
class claimed_terms {
public:
  void add(store_id by, raft_term term);
  /// Named by two voters at least, so by one that does not lie if at most one does.
  raft_term second() const { return second_.second; }

private:
  std::pair<store_id, raft_term> first_;
  std::pair<store_id, raft_term> second_;
};

} // namespace ringleader::consensus

// SPDX-License-Identifier: BSD-3-Clause
/// reach: which terms and indexes a server takes from others at all, whoever they are.
///
///   claims.add(from, term_of(message), now, members.voters);
///   auto known = std::max(log.last_term(), claims.agreed(now, members.voters));
///   if (!is_within_reach(message, hard.term, known, is_fresh)) drop it;
///
/// A term is promised on disk as soon as it is taken, so one message with the greatest number there
/// is would end elections for good. Terms rise by one with each election, so one that lies more
/// than `term_step_max` above a term that is known to be real was not reached by elections. Real is
/// the last term of the log, in which somebody led, and one that two voters named a moment ago. The
/// own term is not: it may be what a single voter made of it, and if the next step counted from
/// there, some servers could be led to where the others never follow. A server without a log joins
/// a log of any age: it takes the term of the leader that feeds it. A learner with a log does not:
/// it may be a voter before it knows, and what it names then counts.
///
/// Does not stop two voters that lie. Does not judge what a message says otherwise.
#pragma once

#include <ringleader/base/time.hpp>
#include <ringleader/consensus/messages.hpp>

#include <map>
#include <vector>

namespace ringleader::consensus {

/// The furthest that a term of another server may lie above a known one. Elections once in 10 ms,
/// the shortest timeout there is, take two days for as many; and a voter that is followed as far
/// each 10 ms takes 87 years to the end of all terms.
inline constexpr std::uint64_t term_step_max = std::uint64_t{1} << 24;

/// No term and no index of a message is greater, so that adding to one never overflows.
inline constexpr std::uint64_t term_max = std::uint64_t{1} << 62;
inline constexpr std::uint64_t index_max = std::uint64_t{1} << 62;

bool is_within_reach(const message& m, raft_term own, raft_term known, bool is_fresh);

/// Whether a leader sends it to have it stored.
bool is_feed(const message& m);

/// The greatest term that each voter named of late.
class claimed_terms {
public:
  /// What was named longer ago than `memory` counts no more: a member that lost its disk comes back
  /// as another voter, and what it named under both ids would look like two of one opinion.
  explicit claimed_terms(duration memory) : memory_(memory) {}

  /// Claims of others than these voters are forgotten.
  void add(store_id by, raft_term term, instant now, const std::vector<store_id>& voters);

  /// Named by two of these voters at least, so by one that does not lie if at most one does. Where
  /// there is one voter alone, by that one.
  raft_term agreed(instant now, const std::vector<store_id>& voters) const;

private:
  struct claim {
    raft_term term;
    instant at;
  };

  duration memory_;
  std::map<store_id, claim> claims_; // no more than there are voters
};

} // namespace ringleader::consensus

// SPDX-License-Identifier: BSD-3-Clause
/// ballot: who wins an election by its policy: pure functions of the election and of those who may
/// vote, the members with a live session and their weights.
///
/// By votes a candidate is elected
///   - at once by a *majority*: more than half of all who may vote, or of their weight, whether
///   they
///     have voted or not;
///   - by *plurality*, the most votes of those cast, once all have voted, or once the time for
///     voting is over.
/// Of equals the heavier candidate wins, and of these the earliest. Whoever got no vote is
/// never elected. If a member goes, its vote goes with it and half of all is less; if one joins,
/// half of all is more.
#pragma once

#include <ringleader/elections/election.hpp>

namespace ringleader {

/// Who may vote: the live members' sessions and weights.
using electorate = std::map<session_id, std::uint32_t>;

/// The votes for each candidate that has any, or their weight, which may be zero.
std::map<candidate_id, std::uint64_t> count_votes(const election& of, const electorate& voters);

/// The candidate that more than half of all support; null if there is none.
const candidate* by_majority(const election& of, const electorate& voters);

/// The candidate with the most votes cast; null if none is.
const candidate* by_plurality(const election& of, const electorate& voters);

bool all_voted(const election& of, const electorate& voters);

/// Whom the policy puts into a vacant leadership now; null if nobody yet. voting_over: no more
/// votes are waited for.
const candidate* chosen(const election& of, const electorate& voters, bool voting_over);

/// Who may take over from the winner, were its minimum term over; null if nobody.
const candidate* challenger(const election& of, const electorate& voters);

} // namespace ringleader

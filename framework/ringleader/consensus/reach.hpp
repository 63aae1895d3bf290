// SPDX-License-Identifier: BSD-3-Clause
/// reach: which terms and indexes a server takes from others at all, whoever they are.
///
///   if (!is_within_reach(message, hard.term, is_fresh)) drop it;
///
/// A term is promised on disk as soon as it is taken, so one message with the greatest number there
/// is would end elections for good. Terms rise by one with each election, so one that lies more
/// than `term_step_max` above the own was not reached by elections. A server that is fresh (it
/// never had a term) joins a log of any age: it takes the term of the leader that feeds it.
///
/// Does not stop a peer that raises terms step by step: each step is a write on the disk of whoever
/// takes it, and 2^30 of them are left after the first. Does not judge what a message says
/// otherwise.
#pragma once

#include <ringleader/consensus/messages.hpp>

namespace ringleader::consensus {

/// The furthest that a term of another server may lie above the own.
inline constexpr std::uint64_t term_step_max = std::uint64_t{1} << 32;

/// No term and no index of a message is greater, so that adding to one never overflows.
inline constexpr std::uint64_t term_max = std::uint64_t{1} << 62;
inline constexpr std::uint64_t index_max = std::uint64_t{1} << 62;

bool is_within_reach(const message& m, raft_term own, bool is_fresh);

} // namespace ringleader::consensus

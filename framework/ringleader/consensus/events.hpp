// SPDX-License-Identifier: BSD-3-Clause
/// What a Raft machine is told. `cookie` is the caller's own number for a request and comes back in
/// the effect that answers it.
#pragma once

#include <ringleader/consensus/messages.hpp>

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

namespace ringleader::consensus {

/// Time passed; due at raft::next_deadline(), harmless at any other time.
struct tick {};

struct received {
  store_id from;
  message what;
};

/// Appends one entry for each command, in order, all or none. EXPECTS at least one.
struct propose {
  std::uint64_t cookie = 0;
  std::vector<shared_bytes> commands;
};

/// Everything in the persist effect of this ticket, and of all before it, is durable.
struct persisted {
  ticket id;
};

/// A write or a sync failed: nothing that was not reported durable may be trusted any more.
struct disk_failed {
  std::string why;
};

/// Asks for leadership to be confirmed: see read_ready.
struct read {
  std::uint64_t cookie = 0;
};

/// Answered like a proposal of one entry; of none if the configuration is already so.
struct add_learner {
  store_id store;
  std::uint64_t cookie = 0;
};
struct remove_learner {
  store_id store;
  std::uint64_t cookie = 0;
};

/// Makes a learner a voter, a voter a learner. Answered like the two above; also unreachable for a
/// learner that is not caught up. A leader does not demote itself: it must hand over first.
struct promote {
  store_id store;
  std::uint64_t cookie = 0;
};
struct demote {
  store_id store;
  std::uint64_t cookie = 0;
};

/// Somebody, a session, was heard from: remembered by a majority of the voters before it is
/// answered. See marked.
struct mark {
  std::uint64_t cookie = 0;
  std::uint64_t key = 0;
};

/// Hands leadership to that voter, or with none to the one that holds most of those that answer: it
/// is fed the rest of the log, then told to campaign at once. Proposals are refused meanwhile. See
/// transfer_ended.
struct transfer {
  store_id to;
  std::uint64_t cookie = 0;
};

/// Voters that should lead, the best first; replaces what was said before, none at a start. A
/// leader hands over to the best one that is caught up and ranks before itself. Say the same on all
/// servers, or leadership wanders. EXPECTS at most ranked_max.
struct rank {
  static constexpr std::size_t ranked_max = 64;
  std::vector<store_id> best_first;
};

/// `state` is what the committed entries up to `upto` build: the log's head may go. Ignored if a
/// snapshot as new is there, or if it has more than snapshot_bytes_max. EXPECTS upto to be handed
/// out as committed.
struct compact {
  log_index upto;
  shared_bytes state;
};

using event = std::variant<tick, received, propose, persisted, disk_failed, read, add_learner,
                           remove_learner, transfer, rank, compact, mark, promote, demote>;

bool operator==(const tick& a, const tick& b);
bool operator==(const received& a, const received& b);
bool operator==(const propose& a, const propose& b);
bool operator==(const persisted& a, const persisted& b);
bool operator==(const disk_failed& a, const disk_failed& b);
bool operator==(const read& a, const read& b);
bool operator==(const add_learner& a, const add_learner& b);
bool operator==(const remove_learner& a, const remove_learner& b);
bool operator==(const transfer& a, const transfer& b);
bool operator==(const rank& a, const rank& b);
bool operator==(const compact& a, const compact& b);
bool operator==(const mark& a, const mark& b);
bool operator==(const promote& a, const promote& b);
bool operator==(const demote& a, const demote& b);

std::string to_string(const event& e);

} // namespace ringleader::consensus

// SPDX-License-Identifier: BSD-3-Clause
/// What a Raft machine wants done. The caller executes effects in order; `persist` only starts the
/// write, its completion comes back as `persisted`, and nothing has to wait for it here: the
/// machine holds back whatever must not leave before.
#pragma once

#include <ringleader/consensus/marks.hpp>
#include <ringleader/consensus/messages.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace ringleader::consensus {

/// One atomic write: hard state first, then truncation, snapshot, head, entries. Tickets strictly
/// increase and writes must become durable in their order.
struct persist {
  ticket id;
  std::optional<hard_state> hard;
  std::optional<log_index> truncate_from; // drop this index and all after it
  std::vector<entry> append;
  snapshot_ptr snapshot{};                 // none: the one before stays
  std::optional<log_index> drop_head_to{}; // drop this index and all before it
};

struct send {
  store_id to;
  message what;
};

/// The next entries of the log that will never change: in order, each once in a machine's life,
/// but for those that a snapshot stands for.
struct committed {
  std::vector<entry> entries;
};

/// The state of a snapshot takes the place of the application's, which is older; the next committed
/// entry is the one after it.
struct install {
  snapshot_ptr state; // never none
};

/// Role, term or leader are other than before; leader is none where unknown.
struct role_changed {
  role now = role::follower;
  raft_term term;
  store_id leader;
};

/// The commands stand in the log at first .. first + count - 1. They took effect if entries with
/// this term are committed there, and did not if others are.
struct proposed {
  std::uint64_t cookie = 0;
  log_index first;
  std::size_t count = 0;
  raft_term term;
};

/// Nothing was appended. not_leader: `hint` leads, or is about to. no_quorum: no leader is known,
/// or it may not change the configuration before its term's first entry is committed. overloaded:
/// too much is not committed yet, or a configuration change is under way. unreachable: the learner
/// to be promoted does not answer or lacks what is committed. refused: never possible.
struct proposal_refused {
  std::uint64_t cookie = 0;
  errc why = errc::none;
  store_id hint;
};

/// This server was the leader at some moment after the read arrived, and all that was committed by
/// then has been handed out: state as of `index` answers the read linearizably.
struct read_ready {
  std::uint64_t cookie = 0;
  log_index index;
};

/// Not the leader, no longer the leader, or too many reads wait.
struct read_failed {
  std::uint64_t cookie = 0;
};

/// This server led at some moment after the mark arrived, and a majority of the voters of the
/// latest configuration remembers the key as heard from since then: whoever leads next will know.
struct marked {
  std::uint64_t cookie = 0;
};

/// Not the leader, no longer the leader, or too many marks wait or keys are remembered. Voters may
/// remember it nevertheless.
struct mark_failed {
  std::uint64_t cookie = 0;
};

/// With the change of role to leader: when each key was heard from last, by this server's clock. A
/// key that was marked to any leader before is listed at that moment or later, or unknown_at is as
/// late. Of keys not heard from for mark_memory that much is known only.
struct marks_learned {
  instant unknown_at;
  std::vector<heard_at> known; // by key, all later than unknown_at
};

/// A transfer is over. none: this server does not lead any more. not_leader, no_quorum: it did not
/// when asked. refused: the target is no voter, or leads already. overloaded: another transfer is
/// under way. unreachable: the target did not take over within T, and this server leads on.
struct transfer_ended {
  std::uint64_t cookie = 0;
  errc why = errc::none;
};

/// The machine stopped for good: every later step answers nothing. Restart from storage, if the
/// reason allows.
struct halted {
  std::string why;
};

using effect =
  std::variant<persist, send, committed, role_changed, proposed, proposal_refused, read_ready,
               read_failed, halted, transfer_ended, install, marked, mark_failed, marks_learned>;
using effects = std::vector<effect>;

bool operator==(const persist& a, const persist& b);
bool operator==(const send& a, const send& b);
bool operator==(const committed& a, const committed& b);
bool operator==(const role_changed& a, const role_changed& b);
bool operator==(const proposed& a, const proposed& b);
bool operator==(const proposal_refused& a, const proposal_refused& b);
bool operator==(const read_ready& a, const read_ready& b);
bool operator==(const read_failed& a, const read_failed& b);
bool operator==(const halted& a, const halted& b);
bool operator==(const transfer_ended& a, const transfer_ended& b);
bool operator==(const install& a, const install& b);
bool operator==(const marked& a, const marked& b);
bool operator==(const mark_failed& a, const mark_failed& b);
bool operator==(const marks_learned& a, const marks_learned& b);

std::string to_string(const effect& e);

} // namespace ringleader::consensus

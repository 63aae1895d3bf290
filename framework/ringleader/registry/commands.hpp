// SPDX-License-Identifier: BSD-3-Clause
/// command: everything that changes the registry, and the envelopes around it.
///
///   node:   envelope{proposer{session, stream, sequence, acked_below}, acquire_lock{...}}
///   leader: log_command{stamp, envelope}; its encoded form is one entry of the control log
///           (entries.hpp)
///
/// Alternatives are only ever appended: their position is part of the disk and wire format.
#pragma once

#include <ringleader/base/bytes.hpp>
#include <ringleader/base/result.hpp>
#include <ringleader/registry/grant_commands.hpp>
#include <ringleader/registry/partition_commands.hpp>
#include <ringleader/registry/session_commands.hpp>

#include <optional>
#include <variant>

namespace ringleader::registry {

using command = std::variant<found, join, begin_leave, leave, expire_sessions, forget_member,
                             announce_type, raise_feature_level, skip_tokens, rebalance, drained,
                             cancel_moves, acquire_lock, release_lock, cancel_lock, extend_lock,
                             expire_lock, campaign, resign, force_lock, vote, settle_election>;

/// Makes a command happen once, however often it is proposed. Each start of a proposer takes a
/// larger stream number than all before; numbers of commands start at 1 in each stream.
/// acked_below: the proposer has the outcomes of all commands before this one and will not ask
/// again.
struct proposer {
  session_id session;
  stream_id stream;
  ringleader::sequence sequence;
  ringleader::sequence acked_below;

  friend bool operator==(const proposer& a, const proposer& b) {
    return std::tie(a.session, a.stream, a.sequence, a.acked_below) ==
           std::tie(b.session, b.stream, b.sequence, b.acked_below);
  }
};

struct envelope {
  std::optional<proposer> from; ///< none: a node that has no session yet, or the control leader
  command what;

  friend bool operator==(const envelope& a, const envelope& b) {
    return a.from == b.from && a.what == b.what;
  }
};

/// stamp: registry time at the leader's election plus its monotonic time since.
struct log_command {
  registry_time stamp;
  envelope body;

  friend bool operator==(const log_command& a, const log_command& b) {
    return a.stamp == b.stamp && a.body == b.body;
  }
};

/// True for commands that mean something only in the name of a session.
bool needs_session(const command& c);

/// True for commands that only the control leader proposes; it must not forward them for others.
bool leader_only(const command& c);

std::string to_string(const command& c);
std::string to_string(const proposer& p);
std::string to_string(const envelope& e);

template <class Inspector> typename Inspector::result_type inspect(Inspector& f, proposer& x) {
  return f(x.session, x.stream, x.sequence, x.acked_below);
}

template <class Inspector> typename Inspector::result_type inspect(Inspector& f, envelope& x) {
  return f(x.from, x.what);
}

template <class Inspector> typename Inspector::result_type inspect(Inspector& f, log_command& x) {
  return f(x.stamp, x.body);
}

} // namespace ringleader::registry

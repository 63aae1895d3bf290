// SPDX-License-Identifier: BSD-3-Clause
/// What a control machine is told. `cookie` is the caller's own number for a request and comes back
/// in the effect that answers it.
#pragma once

#include <ringleader/consensus/events.hpp>
#include <ringleader/registry/commands.hpp>

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

namespace ringleader::control {

using consensus::disk_failed;
using consensus::persisted;
using consensus::received;
using consensus::tick;
using consensus::transfer;

// What an operator or a tool asks of the Raft server, past the leader's own policy.
using consensus::add_learner;
using consensus::demote;
using consensus::promote;
using consensus::rank;
using consensus::read;
using consensus::remove_learner;

/// Agree on this in the name of a session of this node; answered with `concluded`. Tried for
/// `patience`, then given up.
struct submit {
  std::uint64_t cookie = 0;
  session_id session;
  registry::command what;
  duration patience = std::chrono::seconds{5};
};

/// The same before there is a session. One at a time: a second one takes the place of the first.
struct submit_join {
  std::uint64_t cookie = 0;
  registry::join who;
};

/// Who is at the other end of the connection that brought something: the store that its hello
/// names, and the member's name, which its certificate proves where there is TLS.
struct sender {
  store_id store; // none: this node itself
  std::string name;
};

/// Encoded envelopes that another node forwarded to this one because it leads. Taken are commands
/// in the name of the sender's own session, and the join of the sender itself.
struct forwarded {
  sender from;
  std::vector<bytes> envelopes;
};

/// Append what gathered; due as soon as everything that waits for this machine was given to it.
struct flush {};

/// A session asks to be renewed; of another node only its own.
struct renew {
  sender from;
  session_id session;
  std::uint64_t id = 0;
};

/// A store that belongs to no configuration asks to be fed the log.
struct feed {
  store_id learner;
};

/// The data of the last `stage` is stored, or its store gains nothing by storing it beforehand.
struct staged {
  log_index upto;
};

/// Take what is committed into the state; due when the effects of the step before are run.
struct catch_up {};

using event = std::variant<tick, received, persisted, disk_failed, submit, submit_join, forwarded,
                           flush, renew, feed, transfer, staged, catch_up, read, rank, add_learner,
                           remove_learner, promote, demote>;

bool operator==(const submit& a, const submit& b);
bool operator==(const submit_join& a, const submit_join& b);
bool operator==(const sender& a, const sender& b);
bool operator==(const forwarded& a, const forwarded& b);
bool operator==(const flush& a, const flush& b);
bool operator==(const renew& a, const renew& b);
bool operator==(const feed& a, const feed& b);
bool operator==(const staged& a, const staged& b);
bool operator==(const catch_up& a, const catch_up& b);

std::string to_string(const event& e);

} // namespace ringleader::control

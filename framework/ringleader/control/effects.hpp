// SPDX-License-Identifier: BSD-3-Clause
/// What a control machine wants done, in order. Effects of the Raft machine inside pass through as
/// they are; the caller need not apply `committed` and `install`, which are there to be watched,
/// the first only where control_config asks for it.
#pragma once

#include <ringleader/consensus/effects.hpp>
#include <ringleader/registry/event.hpp>
#include <ringleader/registry/outcome.hpp>

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

namespace ringleader::control {

using consensus::committed;
using consensus::install;
using consensus::persist;
using consensus::read_failed;
using consensus::read_ready;
using consensus::role_changed;
using consensus::send;
using consensus::transfer_ended;

/// To the control leader: envelopes for it to append. Whoever does not lead drops them.
struct forward {
  store_id to;
  std::vector<bytes> envelopes;
};

/// To the control leader: a renewal of this node's session.
struct pass_renewal {
  store_id to;
  session_id session;
  std::uint64_t id = 0;
};

/// The session is renewed, counted from when its node sent the request. to: none for this node.
struct renewed {
  store_id to;
  session_id session;
  std::uint64_t id = 0;
};

/// How a submitted command ended: an outcome, or why there is none. no_quorum, overloaded, refused:
/// nothing happened; outcome_unknown: it may still take effect.
struct concluded {
  std::uint64_t cookie = 0;
  registry::outcome what;
  failure error; // code none: `what` tells
};

/// The registry is newer by these events; or, after `install`, another one altogether.
struct published {
  std::vector<registry::event> events;
  bool anew = false;
};

/// Give `flush` back behind everything that waits for this machine.
struct flush_soon {};

/// A snapshot of the registry will come in a `persist`, as soon as `staged` says that the store has
/// this data, which it may write at leisure; or need not, then it writes it with the `persist`.
struct stage {
  log_index upto;
  shared_bytes state;
};

/// The machine stopped for good. newer_format: this release is too old for the cluster.
struct stopped {
  failure why;
};

using effect = std::variant<persist, send, committed, role_changed, install, transfer_ended,
                            forward, pass_renewal, renewed, concluded, published, flush_soon, stage,
                            stopped, read_ready, read_failed>;
using effects = std::vector<effect>;

bool operator==(const forward& a, const forward& b);
bool operator==(const pass_renewal& a, const pass_renewal& b);
bool operator==(const renewed& a, const renewed& b);
bool operator==(const concluded& a, const concluded& b);
bool operator==(const published& a, const published& b);
bool operator==(const flush_soon& a, const flush_soon& b);
bool operator==(const stage& a, const stage& b);
bool operator==(const stopped& a, const stopped& b);

std::string to_string(const effect& e);

} // namespace ringleader::control

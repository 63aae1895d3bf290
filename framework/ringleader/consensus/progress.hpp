// SPDX-License-Identifier: BSD-3-Clause
/// progress: what a leader knows of one other server, and what it has on the way to it.
///
/// Probing: it is not known where the logs agree; one append request at a time, repeated with each
/// heartbeat. Streaming: entries are sent ahead of their acknowledgement, up to inflight_max
/// requests. A refusal of something that should have matched leads back to probing. Installing: it
/// needs entries that are dropped, and gets a snapshot instead, a piece for each answer.
///
/// Invariants: match < next; in flight are only indices in match + 1 .. next - 1, ascending.
#pragma once

#include <ringleader/base/ids.hpp>
#include <ringleader/base/time.hpp>
#include <ringleader/consensus/types.hpp>

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <utility>

namespace ringleader::consensus {

/// A snapshot on its way to one server.
struct installation {
  snapshot_ptr what;
  bytes members;            // encoded; sent before the data
  std::uint64_t digest = 0; // of both
  std::uint64_t offset = 0; // what the server lacks begins here
  bool sent = false;        // the piece at offset is on its way since this heartbeat interval
};

struct progress {
  store_id store;
  bool is_voter = false;
  log_index match;       // durable there, and equal to our log
  log_index next;        // the first index not sent yet
  log_index commit_sent; // the commit index that it knows, or will once it gets what was sent
  bool probing = true;
  bool probe_sent = false;        // the probe of this heartbeat interval is on its way
  std::deque<log_index> inflight; // last index of each append request with entries
  std::uint64_t round_sent = 0;   // the greatest heartbeat round that it was sent
  std::uint64_t round = 0;        // the greatest one that it answered
  std::uint64_t marks_upto = 0;   // it remembers all marks up to this one that still wait
  instant answered_at;            // when any answer of this term came last
  std::optional<installation> installing;

  /// It holds all up to `index` durably. True if that is new.
  bool acknowledge(log_index index) {
    if (index <= match) return false;
    match = index;
    if (next <= match) next = match.next();
    while (!inflight.empty() && inflight.front() <= match) inflight.pop_front();
    return true;
  }

  void start_streaming() {
    probing = false;
    probe_sent = false;
    installing.reset();
  }

  void start_installing(installation snapshot) {
    probing = true;
    inflight.clear();
    installing = std::move(snapshot);
  }

  /// Starts again at `index`, which lies above match.
  void start_probing(log_index index) {
    next = match < index ? index : match.next();
    probing = true;
    probe_sent = false;
    inflight.clear();
  }
};

} // namespace ringleader::consensus

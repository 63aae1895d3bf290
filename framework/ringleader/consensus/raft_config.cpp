// SPDX-License-Identifier: BSD-3-Clause
#include <ringleader/consensus/raft_config.hpp>

namespace ringleader::consensus {

namespace {

result<void> check_timing(const raft_config& c, const field_names& called) {
  auto election = called("election_timeout");
  if (auto ok = check(election, c.election_timeout, raft_config::election_timeout_bounds); !ok)
    return ok;
  auto longest = c.election_timeout / raft_config::rounds_in_timeout;
  auto ok = check(called("heartbeat"), c.heartbeat,
                  bounds<duration>{raft_config::heartbeat_bounds.least, longest},
                  "a third of " + election + ' ' + in_words(c.election_timeout) +
                    ", so that two lost rounds do not make an election");
  if (ok)
    ok = check(called("drift_margin"), c.drift_margin, raft_config::drift_margin_bounds,
               "since a voter that starts again stays silent for so long");
  if (ok) ok = check(called("mark_memory"), c.mark_memory, raft_config::mark_memory_bounds);
  if (ok && c.lease_reads && c.drift_margin >= c.election_timeout)
    return {errc::invalid_option, called("lease_reads") + " need " + called("drift_margin") + ' ' +
                                    in_words(c.drift_margin) + " to be below " + election + ' ' +
                                    in_words(c.election_timeout)};
  return ok;
}

result<void> check_sizes(const raft_config& c, const field_names& called) {
  using config = raft_config;
  const bounds<std::size_t> pending_bytes{c.append_bytes_max, config::pending_bytes_most};
  const result<void> checks[] = {
    check(called("append_bytes_max"), c.append_bytes_max, config::append_bytes_bounds),
    check(called("inflight_max"), c.inflight_max, config::inflight_bounds),
    check(called("pending_entries_max"), c.pending_entries_max, config::pending_bounds),
    check(called("pending_bytes_max"), c.pending_bytes_max, pending_bytes,
          "so that one append has room"),
    check(called("pending_reads_max"), c.pending_reads_max, config::pending_bounds),
    check(called("pending_marks_max"), c.pending_marks_max, config::pending_bounds),
    check(called("marks_max"), c.marks_max, config::marks_bounds),
    check(called("trailing_entries"), c.trailing_entries, config::trailing_bounds),
    check(called("snapshot_bytes_max"), c.snapshot_bytes_max, config::snapshot_bytes_bounds),
  };
  for (auto& one : checks)
    if (!one) return one;
  return {};
}

} // namespace

result<void> raft_config::validate(const field_names& called) const {
  if (!group || !self) return {errc::invalid_option, "group and self must not be none"};
  if (auto ok = check_timing(*this, called); !ok) return ok;
  return check_sizes(*this, called);
}

} // namespace ringleader::consensus

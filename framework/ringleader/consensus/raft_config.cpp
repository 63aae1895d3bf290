// SPDX-License-Identifier: BSD-3-Clause
#include <ringleader/consensus/raft_config.hpp>

#include <string>

namespace ringleader::consensus {

namespace {

result<void> within(const char* name, duration value, duration low, duration high) {
  if (low <= value && value <= high) return {};
  return {errc::invalid_option, std::string(name) + " is " + to_string(value) + "; set it to " +
                                  to_string(low) + " .. " + to_string(high)};
}

result<void> within(const char* name, std::size_t value, std::size_t low, std::size_t high) {
  if (low <= value && value <= high) return {};
  return {errc::invalid_option, std::string(name) + " is " + std::to_string(value) +
                                  "; set it to " + std::to_string(low) + " .. " +
                                  std::to_string(high)};
}

} // namespace

result<void> raft_config::validate() const {
  using namespace std::chrono_literals;
  if (!group || !self) return {errc::invalid_option, "group and self must not be none"};
  const result<void> checks[] = {
    within("election timeout", election_timeout, 10ms, 1min),
    within("heartbeat", heartbeat, 1ms, election_timeout / 3),
    within("drift margin", drift_margin, 0ms, 1min),
    within("append_bytes_max", append_bytes_max, 1024, 60 * 1024),
    within("inflight_max", inflight_max, 1, 1024),
    within("pending_entries_max", pending_entries_max, 1, 1 << 20),
    within("pending_bytes_max", pending_bytes_max, append_bytes_max, 1 << 30),
    within("pending_reads_max", pending_reads_max, 1, 1 << 20),
    within("pending_marks_max", pending_marks_max, 1, 1 << 20),
    within("marks_max", marks_max, 1, 4096),
    within("mark_memory", mark_memory, 10ms, 1h),
    within("trailing_entries", trailing_entries, 0, 1 << 20),
    within("snapshot_bytes_max", snapshot_bytes_max, 1024, 1 << 30),
  };
  for (auto& check : checks)
    if (!check) return check;
  if (lease_reads && drift_margin >= election_timeout)
    return {errc::invalid_option, "lease reads need a drift margin (" + to_string(drift_margin) +
                                    ") below the election timeout (" + to_string(election_timeout) +
                                    ")"};
  return {};
}

} // namespace ringleader::consensus

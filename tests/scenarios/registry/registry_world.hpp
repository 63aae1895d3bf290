// SPDX-License-Identifier: BSD-3-Clause
/// registry_world: what a transcript may say to a registry. Every entry goes through its encoded
/// form. Members go by names, and a command in a member's name takes its latest session.
///
///   found [partitions=8 placement=ring]
///   join alpha boot=1 [host=k1 lock=7 weight=1000 placement=ring ...]
///   begin_leave alpha / leave alpha  expire alpha beta
///   lock alpha a b [try] [unfenced] [lease=30s] [holder=1] unlock alpha a token=1 [claim=1]
///   force alpha payroll token=1 reason=stuck               expire_lock token=1 at=30s
///   campaign alpha chief [votes] / resign alpha chief      vote alpha chief for=beta
///   rebalance [per_pair=16] [expected=V]                   drained alpha 3 4 / cancel 3 4
///   advance 5s / clock 7s            show members|table|locks|elections|types|token|now
///
/// stream=, seq=, acked= and session= say exactly who proposes; otherwise numbers go up by one.
/// restart: the rest of the transcript runs on a registry restored from a snapshot.
#pragma once

#include <ringleader/registry/registry.hpp>
#include <ringleader/testkit/scenarios/scenario.hpp>

#include <map>
#include <string>

namespace ringleader::registry {

class registry_world {
public:
  std::string run(const testkit::command& c);

private:
  using line = testkit::command;

  std::optional<command> newcomer_command(const line& c);
  std::optional<command> leader_command(const line& c);
  std::optional<command> session_command(const line& c);
  std::optional<command> grant_command(const line& c);
  command acquire(const line& c);
  /// A claim of each holder for each name, unless the transcript names another.
  claim_id claim(const line& c);
  std::string show(const std::string& what) const;
  std::string show_members() const;
  std::string show_grants(bool locks) const;

  /// The named sessions, from the i-th word on.
  std::vector<session_id> sessions(const line& c) const;
  session_id session_of(const std::string& name) const;
  /// The moves under way of the partitions that the words from the i-th on name.
  std::vector<move_ref> moves(const line& c, std::size_t first) const;
  proposer from(const line& c);
  std::string apply(const envelope& e);
  std::string apply_raw(const shared_bytes& entry);

  registry registry_;
  log_index index_;
  registry_time clock_{};
  std::map<std::string, session_id> latest_; ///< by member name
  std::map<session_id, std::uint64_t> sequences_;
  std::map<std::string, claim_id> claims_;
};

} // namespace ringleader::registry

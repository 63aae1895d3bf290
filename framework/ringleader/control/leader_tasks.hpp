// SPDX-License-Identifier: BSD-3-Clause
/// leader_tasks: what the control leader does beside leading: one object for each leadership.
///
/// Stamps commands with registry time, says which renewals may be answered, and looks at the
/// registry for what is due: sessions and leases to end, partitions to balance, voters to replace.
/// Everything it proposes is compare-and-set on the state it looked at.
///
///   leader_tasks tasks{config, now};
///   tasks.open(state, learned, now);            // own noop applied: time runs from here
///   if (tasks.ask(cookie, renewal)) mark(cookie, renewal.session);
///   if (auto r = tasks.confirmed(cookie)) answer(*r);
///   for (auto& command : tasks.due(state, now)) propose(command);
///
/// Does nothing before open(). Invariant: once an end of a session was appended or proposed here,
/// no renewal of it is confirmed.
#pragma once

#include <ringleader/consensus/raft.hpp>
#include <ringleader/control/control_config.hpp>
#include <ringleader/control/voter_policy.hpp>
#include <ringleader/membership/session_tracker.hpp>
#include <ringleader/registry/registry.hpp>

#include <map>
#include <optional>
#include <set>
#include <vector>

namespace ringleader::control {

class leader_tasks {
public:
  leader_tasks(const control_config& config, instant now);

  /// The term's own first entry is applied: from now on time runs and tasks are done.
  void open(const registry::registry& state, const consensus::marks_learned& learned, instant now);
  bool is_open() const { return open_; }

  registry_time stamp(const registry::registry& state, instant now) const;

  /// A renewal that may be answered once the voters know of it.
  struct renewal {
    store_id from; // none: this node
    session_id session;
    std::uint64_t id = 0;
    instant arrived;
  };

  /// False: this session is not renewed any more.
  bool ask(std::uint64_t cookie, const renewal& what);

  /// The renewal to answer now, if the session may still be renewed.
  std::optional<renewal> confirmed(std::uint64_t cookie);
  void unconfirmed(std::uint64_t cookie) { asked_.erase(cookie); }

  /// Before an entry is appended: no renewal of a session that it ends may be answered after.
  /// False: too many such before open(), so this one must wait to be sent again.
  bool appending(const registry::envelope& what, const registry::registry& state);

  void applied(const std::vector<registry::event>& events, const registry::outcome& outcome,
               const registry::registry& state, instant now);

  /// Commands that are due.
  std::vector<registry::command> due(const registry::registry& state, instant now);

  /// The next change of who votes and who is fed, if one is due.
  std::optional<voter_step> voters_due(const registry::registry& state, const consensus::raft& raft,
                                       instant now);

private:
  /// Balancing waits until the membership has been quiet for this long.
  static constexpr duration quiet = std::chrono::seconds{5};
  /// A move whose old owner has not drained by then is given up; it is planned again later.
  static constexpr duration move_patience = std::chrono::seconds{30};
  /// Unconfirmed renewals kept; more are dropped and asked again by their nodes.
  static constexpr std::size_t asked_max = 65'536;
  static constexpr std::size_t ending_early_max = 1'024;

  bool balanced(const registry::registry& state) const;
  void expire_sessions(std::vector<registry::command>& due, instant now);
  void raise_level(const registry::registry& state, std::vector<registry::command>& due,
                   instant now);
  void end_grants(const registry::registry& state, instant now,
                  std::vector<registry::command>& due);
  void cancel_slow_moves(const registry::registry& state, instant now,
                         std::vector<registry::command>& due);
  void balance(const registry::registry& state, instant now, std::vector<registry::command>& due);

  control_config config_;
  bool open_ = false;
  instant opened_at_{};
  registry_time base_{};
  instant found_again_at_{}; // founding is proposed again then
  instant raise_again_at_{}; // and the next feature level
  std::optional<session_tracker> sessions_;
  std::map<std::uint64_t, renewal> asked_;
  std::vector<registry::envelope> ending_early_; // ends of sessions, appended before open()
  instant view_changed_at_{};
  view_version seen_view_;
  std::optional<std::pair<table_version, view_version>> balanced_at_;
  std::optional<std::pair<table_version, instant>> rebalance_asked_;
  std::map<due_lock, instant> ending_locks_; // due, and when that was last proposed
  std::map<due_election, instant> ending_votes_;
  std::map<std::pair<partition_id, log_index>, instant> moves_; // under way, since when
  instant moves_looked_at_{};
  // Stores of the configuration without a session; learners only while they do not answer either.
  std::map<store_id, instant> silent_since_;
};

} // namespace ringleader::control

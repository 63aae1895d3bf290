// SPDX-License-Identifier: BSD-3-Clause
/// leading: what the control leader does beside leading: one object for each leadership.
///
/// Stamps commands with registry time, answers renewals after a confirmed round, and looks at the
/// registry at every duty tick for what is due: sessions and leases to expire, new nodes to feed,
/// partitions to balance. Everything it proposes is compare-and-set on the state it looked at.
#pragma once

#include <ringleader/actors/node/context.hpp>
#include <ringleader/membership/session_tracker.hpp>
#include <ringleader/registry/registry.hpp>

#include <map>
#include <set>

namespace ringleader {

class leading {
public:
  leading(raft_term term, const session_config& sessions, instant now);

  /// The term's own first entry is applied: from now on time runs and duties are done.
  void open(const registry::registry& state, instant now);
  bool is_open() const { return open_; }

  registry_time stamp(const registry::registry& state, instant now) const;

  /// A renewal whose round was confirmed may be answered.
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
  void appending(const registry::envelope& what, const registry::registry& state);

  void applied(const std::vector<registry::event>& events, const registry::outcome& outcome,
               const registry::registry& state, instant now);

  /// Commands that are due.
  std::vector<registry::command> duties(const registry::registry& state,
                                        const registry::cluster_settings& own, instant now);

  /// Learners to take out: their node has had no session for long.
  std::vector<store_id> gone_learners(const std::vector<store_id>& learners,
                                      const registry::registry& state, instant now);

private:
  /// Balancing waits until the membership has been quiet for this long.
  static constexpr duration quiet = std::chrono::seconds{5};
  /// A move whose old owner has not drained by then is given up; it is planned again later.
  static constexpr duration move_patience = std::chrono::seconds{30};
  /// What was proposed and did not come through is proposed again.
  static constexpr duration repeat_after = std::chrono::seconds{1};
  /// A learner is taken out after so long without a session.
  static constexpr duration gone_after = std::chrono::seconds{30};
  /// Unconfirmed renewals kept; more are dropped and asked again by their nodes.
  static constexpr std::size_t asked_max = 65'536;

  bool balanced(const registry::registry& state) const;
  void expire_locks(const registry::registry& state, instant now,
                    std::vector<registry::command>& due);
  void cancel_slow_moves(const registry::registry& state, instant now,
                         std::vector<registry::command>& due);
  void balance(const registry::registry& state, instant now, std::vector<registry::command>& due);

  raft_term term_;
  session_config config_;
  bool open_ = false;
  instant opened_at_{};
  registry_time base_{};
  instant proposed_found_at_ = instant::min();
  std::optional<session_tracker> sessions_;
  std::map<std::uint64_t, renewal> asked_;
  instant view_changed_at_{};
  view_version seen_view_;
  std::optional<std::pair<table_version, view_version>> balanced_at_;
  std::optional<std::pair<table_version, instant>> rebalance_asked_;
  std::map<fencing_token, instant> expiring_locks_; // when their expiry was last proposed
  std::map<std::pair<partition_id, log_index>, instant> moves_; // under way, since when
  instant moves_looked_at_{};
  std::map<store_id, instant> gone_since_;
};

} // namespace ringleader

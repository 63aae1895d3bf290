// SPDX-License-Identifier: BSD-3-Clause
/// control_machine: one node's part in the control log, as a pure machine: the Raft server, the
/// registry that its log builds, the commands of this node that are not answered yet, and, while it
/// leads, the tasks of the control leader.
///
///   control_machine machine{config, stream, hard, snapshot, entries, now, false};
///   for (auto& fx : machine.step(event, now)) run(fx);     // in order
///   if (machine.is_behind()) the same with catch_up{}
///   wake me at machine.next_deadline() with tick{}
///
/// A node says `submit` and is answered with `concluded` as soon as it has applied the entry
/// itself, so an answer is always in the state() that it reads next; a command that was not
/// answered in time is sent again under the same number, to whoever leads, and takes effect once.
/// A session's renewal is answered by the leader after a majority of the voters keeps it in memory,
/// and never after an entry that ends the session was appended. The leader stamps entries with
/// registry time, ends sessions and locks whose time is over, balances partitions, and keeps the
/// voters at an odd number of live nodes.
///
/// Does not promise that a command failed that ended as outcome_unknown. Does no I/O: finding
/// other nodes, founding and joining are the caller's (formation/forming.hpp).
///
/// From another node it takes only what is in the name of that node's own open session, and its
/// join, with every field within its range (registry/command_check.hpp); the rest is dropped and
/// counted.
///
/// Invariants: of one session no renewal is answered after its end was appended here; a command of
/// one (session, stream, number) takes effect at most once; registry time never goes back.
#pragma once

#include <ringleader/consensus/raft.hpp>
#include <ringleader/control/control_config.hpp>
#include <ringleader/control/effects.hpp>
#include <ringleader/control/events.hpp>
#include <ringleader/control/leader_tasks.hpp>
#include <ringleader/control/proposals.hpp>
#include <ringleader/registry/registry.hpp>

#include <deque>
#include <optional>
#include <vector>

namespace ringleader::control {

/// What a node knows of the log when its control machine starts; all of it durable.
struct starting_point {
  hard_state hard;
  consensus::snapshot_ptr base; // none: the log begins at 1
  std::vector<consensus::entry> log;
  registry::registry state; // what base holds
  bool founding = false;    // see consensus::raft
};

/// Reads the registry out of a snapshot; malformed, or newer_format for one of a later release.
result<starting_point> starting_from(hard_state hard, consensus::snapshot_ptr base,
                                     std::vector<consensus::entry> log);

/// What other nodes sent that no node of ours sends, by kind. Each was dropped; a counter that
/// rises says that a member lies, runs on a copied or damaged data directory, or has a fault.
struct dropped_counts {
  std::uint64_t foreign = 0;      ///< commands and renewals for what is not the sender's
  std::uint64_t malformed = 0;    ///< commands that do not decode or are out of range
  std::uint64_t out_of_reach = 0; ///< see consensus::raft, all three
  std::uint64_t rival_claims = 0;
  std::uint64_t deposals_refused = 0;

  std::uint64_t total() const {
    return foreign + malformed + out_of_reach + rival_claims + deposals_refused;
  }
};

class control_machine {
public:
  /// Larger commands are refused: one that the log cannot take would be refused together with all
  /// that is appended beside it.
  static constexpr std::size_t command_bytes_max = 32 * 1024;

  /// stream: larger at each start of a machine of the same process. EXPECTS a valid config.
  control_machine(control_config config, stream_id stream, starting_point from, instant now);

  /// EXPECTS that now never goes back.
  effects step(event what, instant now);

  /// Entries are committed that state() does not have yet: others wait for what a step says to them
  /// and to the disk, so that is done first. The next step takes them in, whatever it is told.
  bool is_behind() const { return !committed_.empty(); }

  /// When the next tick is due; `never` if only an event can change anything.
  instant next_deadline() const;

  const registry::registry& state() const { return registry_; }
  const consensus::raft& raft() const { return raft_; }
  /// Whether its answer to a renewal counts: nobody but the leader prolongs a lease.
  bool may_prolong(store_id from) const { return from && from == raft_.leader(); }
  bool leads() const { return raft_.role() == consensus::role::leader; }
  /// The last entry whose effects are in state(), commands or not.
  log_index applied_index() const { return applied_; }
  bool is_stopped() const { return is_stopped_; }
  /// What of others was dropped since the start.
  dropped_counts dropped() const;

private:
  static constexpr std::size_t early_max = 1'024; // more are asked again by their nodes

  // control_machine.cpp: time, roles, the log
  void on(const tick& e);
  void on(received& e);
  void on(const persisted& e);
  void on(const disk_failed& e);
  void on(const transfer& e);
  template <class Asked> void on(const Asked& e) { feed_raft(e); } // the rest is Raft's
  void on(const feed& e);
  void on(const staged& e);
  void on(const catch_up&) {}
  void feed_raft(consensus::event what);
  void feed_raft_first(consensus::event what);
  template <class Effect> void follow(Effect& fx);
  void apply_committed();
  void run(consensus::persist& fx);
  void run(consensus::send& fx);
  void run(consensus::committed& fx);
  void run(consensus::role_changed& fx);
  void run(consensus::install& fx);
  void run(consensus::marks_learned& fx);
  void run(consensus::marked& fx);
  void run(consensus::mark_failed& fx);
  void run(consensus::transfer_ended& fx);
  void run(consensus::halted& fx);
  void run(consensus::proposed&) {}         // the entries say how it ends
  void run(consensus::proposal_refused&) {} // proposed again when it is due
  void run(consensus::read_ready& fx) { emit(fx); }
  void run(consensus::read_failed& fx) { emit(fx); }
  bool apply(const consensus::entry& e, std::vector<registry::event>& events);
  void conclude(const proposals::settled& ended, const registry::outcome& outcome);
  void do_tasks();
  void change_voters();
  void compact();
  void stop(failure why);
  void emit(effect e) { out_.push_back(std::move(e)); }

  // submitting.cpp: commands and renewals, of this node and of others
  void on(submit& e);
  void on(submit_join& e);
  void on(forwarded& e);
  void on(const flush& e);
  void on(const renew& e);
  enum class claim { own, foreign, ended, unknown }; // of a session; unknown: not opened here yet
  claim claim_of(const sender& who, session_id session) const;
  claim claim_of(const sender& who, const registry::envelope& what) const;
  void send_proposals();
  void append_batch();
  bool can_send() const { return raft_.leader() && !leaving_; }
  void want_flush();
  void add_to_batch(const registry::envelope& what, const bytes& encoded);
  void give_up_late();
  duration retry_after() const { return 2 * config_.raft.election_timeout; }

  control_config config_;
  consensus::raft raft_;
  registry::registry registry_;
  log_index applied_;
  std::vector<consensus::committed> committed_; // and not applied
  proposals proposals_;
  std::optional<leader_tasks> tasks_;
  std::optional<consensus::marks_learned> learned_; // when this leadership began
  std::vector<shared_bytes> batch_;                 // entries for the next append of this leader
  std::vector<forwarded> early_; // of sessions that this new leader may know when tasks begin
  log_index compacted_at_;       // what the last snapshot made here holds
  std::size_t log_bytes_ = 0;    // of commands since the last snapshot
  std::size_t snapshot_bytes_ = 0;
  std::optional<stage> staging_; // the log goes on while the store writes it
  bool flush_wanted_ = false;
  bool leaving_ = false;   // a leave of this node waits for its leadership to go to another
  dropped_counts dropped_; // of commands and renewals
  std::uint64_t last_cookie_ = std::uint64_t{1} << 63; // apart from those of the caller
  std::deque<consensus::event> to_raft_;               // the first is being fed
  instant tasks_at_ = never;
  instant now_;
  bool is_stopped_ = false;
  effects out_;
};

} // namespace ringleader::control

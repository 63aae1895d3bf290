// SPDX-License-Identifier: BSD-3-Clause
/// control_log: hosts the Raft machine of the control log and the registry that it builds.
///
/// Feeds the machine with frames, proposals, disk completions and time, and carries out its
/// effects. Whoever wants something agreed on sends `propose` and is answered with the outcome as
/// soon as this node has applied the entry, so an answer is always in the state that the asker
/// reads next. Applied entries go to the other built-in actors as registry_news.
///
/// While the node has no cluster the actor founds one with the other founders, or asks to be fed
/// the log (forming.cpp). While it is the control leader it also does the leader's duties: opens
/// the registry, renews and expires sessions, feeds new nodes, balances partitions (leading.cpp).
///
/// Crash-only: a new generation starts from the store, answers nothing that the old one was asked,
/// and is silent in elections for as long as a restarted voter must be.
#pragma once

#include <ringleader/actors/control_log/leading.hpp>
#include <ringleader/actors/control_log/proposer.hpp>
#include <ringleader/actors/node/context.hpp>
#include <ringleader/actors/node/messages.hpp>
#include <ringleader/actors/node/wire.hpp>
#include <ringleader/consensus/founding.hpp>
#include <ringleader/consensus/raft.hpp>
#include <ringleader/registry/registry.hpp>

#include <caf/event_based_actor.hpp>

#include <optional>
#include <set>

namespace ringleader {

class control_log final : public caf::event_based_actor {
public:
  /// opened: owned by the supervisor's entry of this actor, valid while the actor lives.
  control_log(caf::actor_config& cfg, node_context_ptr node, opened_store* opened,
              std::uint64_t generation);

  const char* name() const override { return "control_log"; }
  void on_exit() override;

private:
  friend class leading;

  caf::behavior make_behavior() override;

  // control_log.cpp: the machine and its effects
  void step(const consensus::event& what);
  void run(const consensus::persist& fx);
  void run(const consensus::send& fx);
  void run(const consensus::committed& fx);
  void run(const consensus::role_changed& fx);
  void run(const consensus::proposed& fx);
  void run(const consensus::proposal_refused& fx);
  void run(const consensus::read_ready& fx);
  void run(const consensus::read_failed& fx);
  void run(const consensus::halted& fx);
  void run(const consensus::transfer_ended& fx);
  void run(const consensus::marked&) {} // none is asked for
  void run(const consensus::mark_failed&) {}
  void run(const consensus::marks_learned&) {}
  void run(const consensus::install& fx);
  void start_raft(consensus::raft machine);
  void compact();
  bool restore(const consensus::snapshot& from);
  void write(store_write batch);
  void stored(const store_done& done);
  void woken();
  void arm();
  void receive(const frames_in& frames);

  // forming.cpp: from an empty store to a member of a cluster
  void start_forming();
  void feed(const consensus::founding_event& what);
  void run(const consensus::founding_send& fx);
  void run(const consensus::store_founding& fx);
  void run(const consensus::founded& fx);
  void run(const consensus::join_as_learner& fx);
  void run(const consensus::founding_refused& fx);
  void receive_joining(const peer_info& from, const wire::joining& what);
  void adopt(cluster_id cluster);
  void ask_to_join();
  consensus::raft_config raft_settings() const;

  // proposing.cpp: agreeing on commands, of this node and of others
  caf::result<proposal_outcome> accept(propose what);
  caf::result<proposal_outcome> accept(propose_join what);
  void send_proposals();
  void flush();
  void take_forwarded(const wire::forwarded& frames);
  void settle(const registry::log_command& entry, const registry::outcome& outcome);

  // news.cpp: what the other actors and operators learn
  /// What was last told, to wake nobody for nothing.
  struct published {
    std::shared_ptr<const view> members;
    std::shared_ptr<const partition_table> table;
    store_id leader;
    raft_term term;
  };

  void publish(std::vector<registry::event> events);
  void tell(child who, bool reset, std::shared_ptr<const std::vector<registry::event>> events);
  void tell_all_anew();
  void answer_admin(const peer_info& from, const bytes& request);
  std::string status_json() const;

  bool leads() const { return raft_ && raft_->role() == consensus::role::leader; }

  node_context_ptr node_;
  opened_store* opened_;
  std::uint64_t generation_;

  std::optional<consensus::founding> founding_;
  std::optional<consensus::raft> raft_;
  registry::registry registry_;
  log_index applied_; // entries without a command included
  proposer proposals_;
  std::optional<leading> leading_;

  published published_;

  std::vector<bytes> batch_; // entries for the next append of this leader
  bool flush_queued_ = false;
  std::uint64_t tickets_used_ = 0; // by writes before the machine started
  ticket founding_ticket_;         // of the write that store_founding asked for
  std::uint64_t next_cookie_ = 0;
  std::map<store_id, peer_info> peers_;
  instant ask_join_at_{};
  instant armed_ = never;
  std::uint64_t arming_ = 0;
};

} // namespace ringleader

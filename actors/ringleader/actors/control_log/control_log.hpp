// SPDX-License-Identifier: BSD-3-Clause
/// control_log: hosts the control machine: this node's part in the control log and the registry
/// that it builds.
///
/// Feeds the machine with frames, proposals, disk completions and time, and carries out its
/// effects. Whoever wants something agreed on sends `propose` and is answered with the outcome as
/// soon as this node has applied the entry, so an answer is always in the state that the asker
/// reads next. Applied entries go to the other built-in actors as registry_update.
///
/// A forming machine says how the node comes to have a log (forming.cpp).
///
/// Crash-only: a new generation starts from the store, answers nothing that the old one was asked,
/// and is silent in elections for as long as a restarted voter must be.
#pragma once

#include <ringleader/actors/control_log/messages.hpp>
#include <ringleader/actors/control_log/wire.hpp>
#include <ringleader/actors/runtime/control_actor.hpp>
#include <ringleader/actors/runtime/deadline_timer.hpp>
#include <ringleader/actors/runtime/messages.hpp>
#include <ringleader/control/control_machine.hpp>
#include <ringleader/formation/forming.hpp>

#include <caf/event_based_actor.hpp>
#include <caf/response_promise.hpp>

#include <functional>
#include <map>
#include <optional>

namespace ringleader {

class control_log final : public control_actor {
public:
  /// opened: owned by the supervisor's entry of this actor, valid while the actor lives.
  /// on_failure: the node cannot go on, for its disk cannot; a restart of the actor would not help.
  control_log(caf::actor_config& cfg, node_context_ptr node, opened_store* opened,
              std::uint64_t generation, std::function<void(const failure&)> on_failure);

  const char* name() const override { return "control_log"; }
  void on_exit() override;

private:
  caf::behavior make_behavior() override;

  // control_log.cpp: the machine and its effects
  void step(control::event what);
  void run(control::persist& fx);
  void run(control::send& fx);
  void run(control::committed&) {} // not asked for
  void run(control::role_changed& fx);
  void run(control::install& fx);
  void run(control::transfer_ended& fx);
  void run(control::forward& fx);
  void run(control::pass_renewal& fx);
  void run(control::renewed& fx);
  void run(control::concluded& fx);
  void run(control::published& fx);
  void run(control::flush_soon&);
  void run(control::stage& fx);
  void run(control::stopped& fx);
  void run(control::read_ready&) {} // nobody reads this way yet
  void run(control::read_failed&) {}
  caf::result<proposal_outcome> accept(propose& what);
  caf::result<proposal_outcome> accept(propose_join& what);
  void write(store_write batch);
  void stored(const store_done& done);
  void woken();
  void complain();
  void arm();
  void receive(const frames_in& frames);
  void receive_joining(const peer_info& from, wire::joining& what);
  void receive_renewal(const peer_info& from, const wire::renewal& what);

  // forming.cpp: from an empty store to a member of a cluster
  void feed(const formation::forming_event& what);
  void run(const formation::store_cluster& fx);
  void run(const formation::adopt_cluster& fx);
  void run(formation::start_log& fx);
  void run(const formation::tell_founder& fx);
  void run(const formation::send_join_ask& fx);
  void run(const formation::send_join_answer& fx);
  void run(const formation::feed_learner& fx);
  void run(const formation::cluster_founded& fx);
  void run(const formation::cluster_joined& fx);
  void run(const formation::refused_as_voter& fx);
  void run(const formation::founding_refused& fx);
  formation::forming_config forming_settings() const;
  control::control_config settings() const;

  // updates.cpp: what the other actors learn
  /// What was last told, to wake nobody for nothing.
  struct last_told {
    std::shared_ptr<const view> members;
    std::shared_ptr<const partition_table> table;
    store_id leader;
    raft_term term;
    bool votes = false;
  };

  void publish(std::vector<registry::event> events);
  void tell_log(const last_told& now);
  void tell_served();
  void tell(child who, bool reset, std::shared_ptr<const std::vector<registry::event>> events);
  void tell_all_anew();
  std::shared_ptr<const registry::registry> shared_state();

  // admin.cpp: for the admin desk
  status_ready status() const;
  caf::result<transfer_over> transfer(const transfer_asked& ask);

  const registry::registry& state() const { return machine_ ? machine_->state() : nothing_; }
  const consensus::raft* raft() const { return machine_ ? &machine_->raft() : nullptr; }
  bool leads() const { return machine_ && machine_->leads(); }
  store_id leader() const { return machine_ ? machine_->raft().leader() : store_id{}; }

  opened_store* opened_;
  std::uint64_t generation_;
  std::function<void(const failure&)> on_failure_;

  std::optional<formation::forming> forming_; // set when the actor begins
  std::optional<control::control_machine> machine_;
  registry::registry nothing_; // what is known before the machine starts

  last_told told_;
  std::weak_ptr<const registry::registry> shared_state_;

  std::map<std::uint64_t, caf::response_promise> askers_; // of commands, by cookie
  std::map<std::uint64_t, caf::response_promise> transfers_;
  std::uint64_t next_cookie_ = 0;
  std::uint64_t dropped_told_ = 0; // of all that the machine dropped
  instant complain_at_{};
  instant serves_due_ = never; // when to tell what this node serves
  std::size_t served_told_ = 0;
  deadline_timer timer_;
  duration late_max_{}; // it was woken that much later than it was due, at most
};

} // namespace ringleader

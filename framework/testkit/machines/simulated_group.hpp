// SPDX-License-Identifier: BSD-3-Clause
/// simulated_group: the nodes of one Raft group, each a machine with its disk and clock, and the
/// network and clients around them. It plays the driver: turns happenings into events, executes the
/// effects in order, and tells the checker of everything.
///
///   simulated_group group{options};
///   simulation_report report = group.run();
///
/// Node n has the store id n + 1; nodes 0 .. options.nodes-1 are the voters.
/// A paused node's clock runs on, its disk finishes what it began, and what arrives waits for it.
#pragma once

#include <ringleader/consensus/raft.hpp>
#include <ringleader/testkit/machines/agenda.hpp>
#include <ringleader/testkit/machines/climate.hpp>
#include <ringleader/testkit/machines/in_flight.hpp>
#include <ringleader/testkit/machines/nemesis.hpp>
#include <ringleader/testkit/machines/raft_checker.hpp>
#include <ringleader/testkit/machines/simulated_clock.hpp>
#include <ringleader/testkit/machines/simulated_disk.hpp>

#include <optional>
#include <vector>

namespace ringleader::testkit {

class simulated_group {
public:
  explicit simulated_group(const simulation_options& options);

  /// Runs to the end; once.
  simulation_report run();

  // What the nemesis sees and does. False if it does not apply to the node now.
  std::size_t nodes() const { return nodes_.size(); }
  /// The node that leads in the greatest term, by its own account.
  std::optional<std::size_t> leader() const;
  bool crash(std::size_t node, duration restart_in);
  /// Crashes the node after it executed so many more effects.
  bool crash_amid(std::size_t node, std::size_t effects, duration restart_in);
  /// The same for whichever node becomes leader next.
  bool fell_next_leader(std::size_t effects, duration restart_in);
  bool freeze(std::size_t node, duration lasting);
  void cut(std::size_t from, std::size_t to, duration mended_in);
  void partition(std::uint64_t side, duration mended_in);
  void set_weather(const network_weather& weather, duration lasting);
  void slow_disk(std::size_t node, duration latency_max, duration lasting);
  bool fail_disk(std::size_t node);
  bool change_learner(bool add);
  bool transfer_leadership(std::size_t to);
  /// All nodes but those that are down hear of it: they may disagree.
  bool rank_voters(std::vector<std::size_t> best_first);

private:
  struct node_state {
    explicit node_state(simulated_disk d) : disk(std::move(d)) {}

    simulated_disk disk;
    simulated_clock clock;
    std::optional<consensus::raft> machine; // none while the node is down
    std::uint64_t life = 0;                 // raised by each crash
    std::uint64_t pause = 0;                // raised by each pause and its end
    bool frozen = false;
    bool compact_planned = false;
    bool disk_failed = false;             // and the machine was told
    instant wakeup_at = never;            // the earliest on the agenda
    instant wakeup_due = never;           // what it is for, as this node's clock has it
    instant disk_at = never;              // the earliest on the agenda
    std::vector<happening> arrived;       // while frozen
    std::vector<client_request> requests; // while frozen
    instant timers_from; // no timer fires before: the process was paused and is not yet itself
    std::optional<std::size_t> effects_left;
    duration restart_in = duration::zero(); // after effects_left ran out
  };

  // simulated_group.cpp: time and the life of nodes
  void start(std::size_t number, bool founding);
  void stop(std::size_t number);
  void heal();
  bool has_converged() const;
  void handle(const happening& what);
  void handle_disk(std::size_t number);
  void handle_client(std::size_t client);
  void thaw(std::size_t number);
  void compact(std::size_t number);
  void plan_compaction(std::size_t number);
  void tend_learners();
  void deliver(const happening& what);
  void receive(const happening& what);
  void drop_arrived(node_state& node);
  void ask(const client_request& request);
  void plan_wakeup(std::size_t number);
  void plan_disk(std::size_t number);
  void plan_clients();
  void plan_client(std::size_t client);
  void plan(duration in, happening_kind what, std::size_t node = 0, std::uint64_t number = 0);
  simulation_report report() const;

  // simulated_effects.cpp: one step and what follows from it
  void step(std::size_t number, const consensus::event& event);
  void run(std::size_t number, consensus::persist& fx);
  void run(std::size_t number, consensus::send& fx);
  void run(std::size_t number, const consensus::committed& fx);
  void run(std::size_t number, const consensus::role_changed& fx);
  void run(std::size_t number, const consensus::proposed& fx);
  void run(std::size_t number, const consensus::proposal_refused& fx);
  void run(std::size_t number, const consensus::read_ready& fx);
  void run(std::size_t number, const consensus::read_failed& fx);
  void run(std::size_t number, const consensus::halted& fx);
  void run(std::size_t number, const consensus::transfer_ended& fx);
  void run(std::size_t number, const consensus::install& fx);
  void run(std::size_t, const consensus::marked&) {} // none is asked for
  void run(std::size_t, const consensus::mark_failed&) {}
  void run(std::size_t, const consensus::marks_learned&) {}
  void check_sent(std::size_t number, const consensus::send& sent);
  void plant_in(consensus::send& sent);
  /// One multiplication: it must tell runs apart, not resist an attacker.
  void trace(std::uint64_t what) {
    trace_ = (trace_ ^ what) * 0x9e3779b97f4a7c15ULL;
    trace_ ^= trace_ >> 32;
  }

  bool plants(planted_fault fault) const { return options_.plant == fault; }

  simulation_options options_;
  random_source random_;
  climate climate_;
  simulated_network network_;
  raft_checker checker_;
  workload load_;
  nemesis nemesis_;
  std::vector<node_state> nodes_;
  std::vector<instant> client_at_; // of each client, the earliest on the agenda
  agenda agenda_;
  in_flight<consensus::message> messages_;
  instant now_;
  std::optional<std::size_t> next_leader_effects_; // fell_next_leader()
  duration next_leader_restart_in_ = duration::zero();
  std::optional<instant> healed_at_;
  duration catch_up_ = duration::zero(); // beyond liveness_bound, for who is far behind
  bool converged_ = false;
  std::uint64_t crashes_ = 0;
  std::uint64_t trace_ = 0;
};

} // namespace ringleader::testkit

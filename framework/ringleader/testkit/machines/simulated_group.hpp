// SPDX-License-Identifier: BSD-3-Clause
/// simulated_group: the nodes of one cluster's control log, each a control machine with its disk,
/// clock and member, and the network around them. It plays the host: turns happenings into events,
/// executes the effects in order, and tells the checkers of everything.
///
///   simulated_group group{options};
///   simulation_report report = group.run();
///
/// Node n begins with the store id n + 1, and each time it is wiped it gets one that is greater by
/// stores_apart; nodes 0 .. options.nodes-1 are the founders. A paused node's clock runs on, its
/// disk finishes what it began, and what arrives waits for it.
#pragma once

#include <ringleader/control/control_machine.hpp>
#include <ringleader/testkit/checkers/client_histories.hpp>
#include <ringleader/testkit/checkers/holder_checker.hpp>
#include <ringleader/testkit/checkers/lease_checker.hpp>
#include <ringleader/testkit/checkers/raft_checker.hpp>
#include <ringleader/testkit/checkers/registry_checker.hpp>
#include <ringleader/testkit/checkers/request_checker.hpp>
#include <ringleader/testkit/checkers/session_checker.hpp>
#include <ringleader/testkit/machines/climate.hpp>
#include <ringleader/testkit/machines/hostile_member.hpp>
#include <ringleader/testkit/machines/nemesis.hpp>
#include <ringleader/testkit/machines/simulated_member.hpp>
#include <ringleader/testkit/world/agenda.hpp>
#include <ringleader/testkit/world/in_flight.hpp>
#include <ringleader/testkit/world/simulated_clock.hpp>
#include <ringleader/testkit/world/simulated_disk.hpp>

#include <optional>
#include <set>
#include <variant>
#include <vector>

namespace ringleader::testkit {

class simulated_group final : public nemesis_target {
public:
  explicit simulated_group(const simulation_options& options);

  /// Runs to the end; once.
  simulation_report run();

  // What the nemesis sees and does.
  std::size_t nodes() const override { return nodes_.size(); }
  std::optional<std::size_t> leader() const override;
  bool crash(std::size_t node, duration restart_in) override;
  bool crash_amid(std::size_t node, std::size_t effects, duration restart_in) override;
  bool fell_next_leader(std::size_t effects, duration restart_in) override;
  bool crash_later(std::size_t node, duration in, duration restart_in) override;
  bool freeze(std::size_t node, duration lasting) override;
  void cut(std::size_t from, std::size_t to, duration mended_in) override;
  void partition(std::uint64_t side, duration mended_in) override;
  void set_weather(const network_weather& weather, duration lasting) override;
  void slow_disk(std::size_t node, duration latency_max, duration lasting) override;
  bool fail_disk(std::size_t node) override;
  bool leave(std::size_t node, duration restart_in) override;
  bool wipe(std::size_t node, duration restart_in) override;
  bool change_members(std::size_t node, std::uint64_t how) override;
  bool transfer_leadership(std::size_t to) override;
  bool rebuild_actor(std::size_t node, std::uint64_t which, duration back_in) override;
  bool rank_voters(std::vector<std::size_t> best_first) override;

private:
  using letter = simulated_letter;
  struct posted {
    store_id from;
    store_id to; // a store that is gone receives nothing
    letter what;
    bool forged = false; // by the hostile member
  };

  struct node_state {
    node_state(simulated_disk d, simulated_member m) : disk(std::move(d)), member(std::move(m)) {}

    simulated_disk disk;
    simulated_clock clock;
    simulated_member member;
    store_id store;
    std::optional<control::control_machine> machine; // none while the node is down
    std::uint64_t life = 0;                          // raised by each crash
    std::uint64_t pause = 0;                         // raised by each pause and its end
    bool frozen = false;
    bool disk_failed = false;       // and the machine was told
    bool wrote = false;             // in this step
    instant wakeup_at = never;      // the earliest on the agenda
    instant wakeup_due = never;     // what it is for, as this node's clock has it
    instant timer_at = never;       // the same of the member
    instant timer_due = never;      //
    instant disk_at = never;        // the earliest on the agenda
    std::vector<happening> arrived; // while frozen
    instant timers_from; // no timer fires before: the process was paused and is not yet itself
    std::optional<std::size_t> effects_left;
    duration restart_in = duration::zero(); // after effects_left ran out
    // Of this step:
    std::vector<std::pair<part_mail::open, control::concluded>> ends;
    std::vector<registry::event> events;
    bool registry_moved = false; // by the events, or
    bool is_anew = false;        // as a whole
    bool leader_moved = false;
    log_index proof; // of a request that was sent and answered after the faults
  };

  // simulated_group.cpp: time and the life of nodes
  std::function<void(violation_kind, std::string)> reporter() {
    return [this](violation_kind kind, std::string evidence) {
      checker_.report(kind, std::move(evidence));
    };
  }
  void start(std::size_t number, bool founding);
  control::control_config settings(std::size_t number);
  void stop(std::size_t number);
  void heal();
  bool has_converged() const;
  bool has_unclaimed_locks();
  bool has_right_voters(const consensus::configuration& members) const;
  simulation_report report() const;
  void disturb(duration lasting);

  // simulated_faults.cpp: what the nemesis does
  bool can_lose(std::size_t number) const;

  // simulated_happenings.cpp: what is on the agenda
  void handle(const happening& what);
  void handle_disk(std::size_t number);
  void deliver(const happening& what);
  void receive(const happening& what);
  void drop_arrived(node_state& node);
  void thaw(std::size_t number);
  void ask_to_be_fed(std::size_t number);
  void forge(std::size_t number);
  void plan_wakeup(std::size_t number);
  void plan_timer(std::size_t number);
  void plan_timeout(std::size_t number, happening_kind what, instant deadline, instant& due,
                    instant& at);
  void plan_disk(std::size_t number);
  void plan(duration in, happening_kind what, std::size_t node = 0);

  // simulated_effects.cpp: one step and what follows from it
  void step(std::size_t number, control::event event);
  void close_step(std::size_t number);
  void run(std::size_t number, control::persist& fx);
  void run(std::size_t number, control::send& fx);
  void run(std::size_t number, const control::committed& fx);
  void run(std::size_t number, const control::role_changed& fx);
  void run(std::size_t number, const control::install& fx);
  void run(std::size_t number, const control::transfer_ended& fx);
  void run(std::size_t number, control::forward& fx);
  void run(std::size_t number, const control::pass_renewal& fx);
  void run(std::size_t number, const control::renewed& fx);
  void run(std::size_t number, control::concluded& fx);
  void run(std::size_t number, control::published& fx);
  void run(std::size_t number, const control::flush_soon& fx);
  void run(std::size_t number, const control::stage& fx);
  void run(std::size_t number, const control::stopped& fx);
  void run(std::size_t number, const control::read_ready& fx);
  void run(std::size_t number, const control::read_failed& fx);
  void post(std::size_t from, store_id to, letter what, bool forged = false);
  control::sender sender_of(std::size_t number) const;
  void check_sent(std::size_t number, const consensus::send& sent);

  // simulated_parts.cpp: between the machine and what runs above it
  template <class F> void at_desk(std::size_t number, F&& use);
  void begin_member(std::size_t number);
  void retire(std::size_t number);
  void revive(std::size_t number, node_part which);
  void ring(std::size_t number);
  void hear(std::size_t number, const renewal_answer& answer);
  void hear(std::size_t number, store_id from, const part_letter& words);
  void work(std::size_t number);
  void tell_member(std::size_t number);
  void settle(std::size_t number, const part_mail::open& request, const control::concluded& how);
  void acknowledged(std::size_t number, const open_request& asked, log_index index);
  void look_at_leases(std::size_t number);
  campaign_checker::sight look(std::size_t number) const;
  void send_mail();
  void send_mail(std::size_t number);
  void submit(std::size_t number, part_mail::submission what);
  void refuse(std::size_t number, std::uint64_t cookie);

  // simulated_hostility.cpp: the hostile member, where there is one
  struct hostility {
    std::size_t node = 0;
    bool is_mute = false; // no machine runs on the node: nothing true comes from it
    hostile_member member;
    std::set<raft_term> asked; // terms in which it asked for votes that its machine did not
    std::uint64_t lies = 0;
  };
  bool is_hostile(std::size_t number) const { return hostile_ && hostile_->node == number; }
  bool is_mute(std::size_t number) const { return is_hostile(number) && hostile_->is_mute; }
  void choose_hostile();
  void lie();
  hostile_sight sight_of_hostile() const;
  session_id session_of_hostile() const; // what happens to it is its own affair
  bool is_withheld(std::size_t to, const posted& lie) const;
  bool is_bought(const letter& answer) const;

  /// One multiplication: it must tell runs apart, not resist an attacker.
  void trace(std::uint64_t what) {
    trace_ = (trace_ ^ what) * 0x9e3779b97f4a7c15ULL;
    trace_ ^= trace_ >> 32;
  }

  simulation_options options_;
  random_source random_;
  random_source forgeries_;
  climate climate_;
  simulated_network network_;
  raft_checker checker_;
  registry_checker registry_;
  client_histories histories_;
  holder_checker holders_;
  request_checker requests_;
  lease_checker leases_;
  session_checker sessions_;
  campaign_checker campaigns_;
  part_checkers seen_by_;
  nemesis nemesis_;
  std::optional<hostility> hostile_;
  std::vector<node_state> nodes_;
  agenda agenda_;
  in_flight<posted> messages_;
  instant now_;
  std::uint64_t with_mail_ = 0; // a bit for each node whose parts asked for something
  std::optional<std::size_t> next_leader_effects_; // fell_next_leader()
  duration next_leader_restart_in_ = duration::zero();
  std::optional<instant> healed_at_;
  duration bound_ = liveness_bound; // of this run
  instant look_at_;                 // whether it has converged
  instant disturbed_until_;         // by faults
  duration quiet_ = duration::zero();
  std::uint64_t acknowledged_ = 0;
  std::uint64_t acknowledged_quiet_ = 0;
  std::uint64_t reads_ = 0;
  bool converged_ = false;
  std::uint64_t crashes_ = 0;
  std::uint64_t trace_ = 0;
};

} // namespace ringleader::testkit

// SPDX-License-Identifier: BSD-3-Clause
/// small_cluster: control machines of a few nodes on one clock, with disks that are always quick
/// and links that are either perfect or cut.
#pragma once

#include <ringleader/base/codec/encoder.hpp>
#include <ringleader/base/match.hpp>
#include <ringleader/control/control_machine.hpp>

#include <deque>
#include <map>
#include <set>

namespace ringleader::control {

inline constexpr cluster_id the_cluster{77};

class small_cluster {
public:
  struct node {
    std::optional<control_machine> machine;
    std::map<std::uint64_t, concluded> endings; // by cookie
    std::set<std::uint64_t> renewals;           // ids answered
    std::vector<log_index> snapshots;
    session_id session;
  };

  /// The first `voters` of so many nodes found the cluster; the others are empty.
  small_cluster(std::size_t voters, std::size_t nodes, std::uint64_t entries = 16'384)
    : compact_after(entries) {
    consensus::configuration first{the_cluster, {}, {}};
    for (std::size_t i = 1; i <= voters; ++i) first.voters.push_back(store_id{i});
    for (std::size_t i = 1; i <= nodes; ++i) {
      starting_point start;
      if (i <= voters) {
        start.hard = consensus::founding_state();
        start.log = {consensus::founding_entry(first)};
        start.founding = true;
      }
      nodes_[i].machine.emplace(config(i), stream_id{1}, std::move(start), now_);
    }
  }

  control_config config(std::uint64_t number) const {
    control_config c;
    c.raft.group = group_id{1};
    c.raft.cluster = the_cluster;
    c.raft.self = store_id{number};
    c.raft.seed = number;
    c.raft.mark_memory = std::chrono::milliseconds{2100};
    c.raft.trailing_entries = 0;
    c.own.cluster_name = "test";
    c.own.partition_count = 8;
    c.compact_after = compact_after;
    return c;
  }

  static sender sender_of(std::uint64_t number) {
    return {store_id{number}, "n" + std::to_string(number)};
  }

  node& at(std::uint64_t number) { return nodes_.at(number); }
  const registry::registry& state(std::uint64_t number) { return at(number).machine->state(); }
  instant now() const { return now_; }

  void step(std::uint64_t number, event what) {
    auto& n = at(number);
    if (!n.machine) return;
    for (auto& fx : n.machine->step(std::move(what), now_))
      match(fx, [&](auto& e) { run(number, n, e); });
    if (n.machine && n.machine->is_behind() && !lazy) step(number, catch_up{});
  }

  void run_for(duration how_long) {
    auto end = now_ + how_long;
    for (;;) {
      deliver();
      auto next = end;
      for (auto& [number, n] : nodes_)
        if (n.machine && paused.count(number) == 0)
          next = std::min(next, n.machine->next_deadline());
      if (next >= end && now_ >= end) return;
      now_ = std::max(now_, std::min(next, end));
      for (auto& [number, n] : nodes_)
        if (n.machine && paused.count(number) == 0 && n.machine->next_deadline() <= now_)
          step(number, tick{});
    }
  }

  std::uint64_t leader() {
    for (auto& [number, n] : nodes_)
      if (n.machine && n.machine->leads() && cut.count(number) == 0) return number;
    return 0;
  }

  void join(std::uint64_t number) {
    registry::join who;
    who.boot = boot_id{1000 + number};
    who.name = sender_of(number).name;
    who.advertise = endpoint{"127.0.0.1", static_cast<std::uint16_t>(4000 + number)};
    who.store = store_id{number};
    who.own = config(number).own;
    step(number, submit_join{number, who});
    run_for(std::chrono::milliseconds{100});
    auto found = at(number).endings.find(number);
    if (found == at(number).endings.end()) return;
    if (auto* in = std::get_if<registry::joined>(&found->second.what))
      at(number).session = in->session;
  }

  std::uint64_t say(std::uint64_t number, registry::command what,
                    duration patience = std::chrono::seconds{5}) {
    auto cookie = ++last_cookie_;
    step(number, submit{cookie, at(number).session, std::move(what), patience});
    return cookie;
  }

  /// None while it is not answered.
  const concluded* ending(std::uint64_t number, std::uint64_t cookie) {
    auto found = at(number).endings.find(cookie);
    return found == at(number).endings.end() ? nullptr : &found->second;
  }

  void renew(std::uint64_t number, std::uint64_t id) {
    step(number, control::renew{{}, at(number).session, id});
  }

  /// Renews the sessions of these nodes as their nodes would, every 400ms for so long.
  void live(const std::set<std::uint64_t>& numbers, duration how_long) {
    for (auto end = now_ + how_long; now_ < end; run_for(std::chrono::milliseconds{400}))
      for (auto number : numbers) renew(number, ++last_cookie_);
  }

  void crash(std::uint64_t number) { at(number).machine.reset(); }

  std::set<std::uint64_t> cut;    // nodes that neither hear nor are heard
  std::set<std::uint64_t> paused; // nodes whose timers do not fire
  std::set<std::uint64_t> deaf;   // nodes that hear nobody
  bool lazy = false;              // nodes do not catch up by themselves
  std::uint64_t told_early = 0;   // commit indexes that a leader told before it applied them
  std::uint64_t compact_after;

private:
  struct letter {
    std::uint64_t to;
    event what;
  };

  void post(std::uint64_t from, std::uint64_t to, event what) {
    if (cut.count(from) == 0 && cut.count(to) == 0 && deaf.count(to) == 0)
      letters_.push_back({to, std::move(what)});
  }

  void deliver() {
    while (!letters_.empty()) {
      auto next = std::move(letters_.front());
      letters_.pop_front();
      step(next.to, std::move(next.what));
    }
  }

  void run(std::uint64_t number, node& n, persist& fx) {
    if (fx.snapshot) n.snapshots.push_back(fx.snapshot->index);
    letters_.push_back({number, persisted{fx.id}});
  }
  void run(std::uint64_t number, node& n, send& fx) {
    if (auto* request = std::get_if<consensus::append_request>(&fx.what))
      if (request->commit > n.machine->applied_index()) ++told_early;
    post(number, fx.to.value, received{store_id{number}, fx.what});
  }
  void run(std::uint64_t number, node&, forward& fx) {
    post(number, fx.to.value, forwarded{sender_of(number), fx.envelopes});
  }
  void run(std::uint64_t number, node&, pass_renewal& fx) {
    post(number, fx.to.value, control::renew{sender_of(number), fx.session, fx.id});
  }
  void run(std::uint64_t number, node& n, renewed& fx) {
    if (!fx.to)
      n.renewals.insert(fx.id);
    else if (cut.count(number) == 0 && cut.count(fx.to.value) == 0)
      at(fx.to.value).renewals.insert(fx.id);
  }
  void run(std::uint64_t, node& n, concluded& fx) { n.endings[fx.cookie] = fx; }
  void run(std::uint64_t number, node&, flush_soon&) { letters_.push_back({number, flush{}}); }
  void run(std::uint64_t number, node&, stage& fx) {
    letters_.push_back({number, staged{fx.upto}});
  }
  template <class Other> void run(std::uint64_t, node&, Other&) {}

  instant now_ = instant{} + std::chrono::hours{1};
  std::map<std::uint64_t, node> nodes_;
  std::deque<letter> letters_;
  std::uint64_t last_cookie_ = 10'000;
};

} // namespace ringleader::control

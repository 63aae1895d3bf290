// SPDX-License-Identifier: BSD-3-Clause
/// forming: how a node comes to have a control log, and how it helps others to one.
///
///   forming machine{config, now};
///   for (auto& fx : machine.step(began{store.load()}, now)) run(fx);    // in order
///   wake me at machine.next_deadline() with founding_tick{}
///
/// A store that belongs to a cluster starts its log at once. An empty one founds a cluster with the
/// others on its list, alone if it has neither founders nor seeds, or asks whom it knows to be fed
/// the log and joins the cluster of the first that answers. A node whose log knows no leader asks
/// again and again: while it was down it may have been replaced, and nobody else would tell it. A
/// member answers who asks with its cluster, and passes the ask on to the leader, once; the leader
/// feeds the asker. A founder keeps answering founders that are still empty.
///
/// Writes carry tickets from 1 up to tickets_used(), all of them asked for before the log starts;
/// the log numbers its own behind them. Does not promise that anybody answers.
///
/// Invariants: start_log comes once; adopt_cluster before it; nobody is asked while this node may
/// still found a cluster.
#pragma once

#include <ringleader/formation/forming_events.hpp>

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace ringleader::formation {

struct forming_config {
  std::string cluster_name;
  std::string name; // this node's
  store_id self;
  endpoint advertise;                // this node's
  std::vector<std::string> founders; // endpoints, this node's included; none: it joins, or is alone
  bool has_seeds = false;
  cluster_id fresh_cluster; // drawn beforehand, for a cluster that this node founds

  bool is_alone() const { return founders.empty() && !has_seeds; }

  /// The founding that the node takes part in, if it founds.
  founding_config founding() const;

  /// invalid_option with what is wrong and what is allowed; the fresh id may be missing still.
  result<void> validate(const field_names& called = {}) const;
};

class forming {
public:
  forming(forming_config config, instant now) : config_(std::move(config)), now_(now) {}

  /// EXPECTS `began` first and once, and that now never goes back.
  forming_effects step(const forming_event& what, instant now);

  /// When the next tick is due; `never` if only an event can change anything.
  instant next_deadline() const;

  std::uint64_t tickets_used() const { return tickets_used_; }

private:
  /// Nobody is asked again before.
  static constexpr duration ask_interval = std::chrono::milliseconds{500};
  /// Who starts its log, or lost its leader, is likely to hear of one soon.
  static constexpr duration leaderless_patience = std::chrono::milliseconds{200};

  void on(const began& e);
  void on(const founding_tick& e);
  void on(const founding_received& e);
  void on(const forming_stored& e);
  void on(const peer_came& e);
  void on(const peer_went& e);
  void on(const join_asked& e);
  void on(const join_answered& e);
  void on(const leader_known& e);

  void feed(const founding_event& what);
  void follow(const founding_send& fx);
  void follow(const store_founding& fx);
  void follow(const founded& fx);
  void follow(const join_as_learner& fx);
  void follow(const founding_refused& fx);

  void join(cluster_id cluster);
  void start(start_log from);
  void ask_if_due();
  bool is_asking() const;
  ticket next_ticket() { return ticket{++tickets_used_}; }
  void emit(forming_effect fx) { out_.push_back(std::move(fx)); }

  forming_config config_;
  std::optional<founding> founding_;   // kept afterwards: others may still ask
  std::map<store_id, endpoint> peers_; // nodes that are connected
  cluster_id cluster_;                 // none until it is founded or joined
  bool has_log_ = false;
  store_id leader_;
  instant ask_at_{};
  std::uint64_t tickets_used_ = 0;
  ticket founding_ticket_; // of the write that founds
  instant now_;
  forming_effects out_;
};

} // namespace ringleader::formation

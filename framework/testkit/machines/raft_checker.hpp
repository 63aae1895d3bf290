// SPDX-License-Identifier: BSD-3-Clause
/// raft_checker: holds a run of Raft nodes against what Raft promises, after every step.
///
/// The simulation tells it what each node wrote, sent, committed and answered; it keeps logs as
/// hash chains (log_mirror), so that each call costs a few comparisons. It stops at the first
/// violation: what comes after one proves nothing.
///
///   raft_checker checker{nodes, voters};
///   checker.stopped(n, disk.stored());          // at the start, and after each crash
///   checker.wrote(n, batch);  checker.became_durable(n, batch.id);
///   checker.committed(n, record, term);
///   if (checker.found()) report(*checker.found());
///
/// The voters are nodes 0 .. voters-1 and do not change; the others are learners.
/// Does not check progress: that needs to know when the faults ended.
#pragma once

#include <ringleader/testkit/machines/log_mirror.hpp>
#include <ringleader/testkit/machines/violation.hpp>

#include <deque>
#include <map>
#include <optional>
#include <utility>
#include <vector>

namespace ringleader::testkit {

class raft_checker {
public:
  raft_checker(std::size_t nodes, std::size_t voters);

  /// The time and number of the step that the calls to come belong to.
  void begin_step(instant at) { at_ = at, ++step_; }

  /// The node is down and this is on its disk. Also told of each node before its first start.
  void stopped(std::size_t node, const stored_state& disk);

  // What a node wrote, and which of it became durable.
  void wrote(std::size_t node, const store_write& batch);
  void became_durable(std::size_t node, ticket id);

  // Elections, as seen on the wire.
  void became_leader(std::size_t node, raft_term term);
  void stopped_leading(std::size_t node) { nodes_[node].leads = {}; }
  void voted(std::size_t node, raft_term term, std::size_t candidate);

  /// The node told the leader of `term` that its log matches up to `match`.
  void confirmed_append(std::size_t node, raft_term term, log_index match);

  /// The node, in `term`, committed a record.
  void committed(std::size_t node, const log_record& record, raft_term term);

  /// The node took over the state of a snapshot.
  void installed(std::size_t node, log_index index);

  /// Something was answered to a client from the state at `index`.
  void answered(log_index index);
  /// What every read that begins now must see.
  log_index read_floor() const { return seen_; }
  /// A read that began at `floor` was answered from the state at `index`.
  void read(std::size_t node, log_index floor, log_index index);

  /// For what the simulation itself finds.
  void report(violation_kind kind, std::string evidence);

  const std::optional<violation>& found() const { return found_; }
  std::uint64_t steps() const { return step_; }
  log_index committed_index() const { return committed_.last_index(); }
  std::uint64_t terms_led() const { return leaders_.size(); }

private:
  struct waiting_write {
    ticket id;
    std::optional<hard_state> hard;
    std::optional<log_index> truncate_from;
    std::optional<log_index> snapshot_at; // of one that took the place of the whole log
    std::vector<log_link> links;
  };

  struct node_state {
    log_mirror log;         // as the machine sees it
    log_mirror durable_log; // as a restart would see it
    hard_state durable_hard;
    std::deque<waiting_write> waiting;
    log_index committed; // in this life
    raft_term leads;     // none while it does not lead
  };

  bool is_committed(std::size_t node, log_index index);
  void learn(log_index index, log_link link, std::size_t node);
  void check_majority(const node_state& by, log_index index, raft_term term);
  void check_later_leaders(log_index index, raft_term term);

  std::size_t voters_;
  std::vector<node_state> nodes_;
  std::map<raft_term, std::size_t> leaders_;
  std::map<std::pair<std::size_t, raft_term>, std::size_t> votes_;
  std::vector<std::vector<log_link>> known_;    // for each index, the link of each term seen there
  log_mirror committed_;                        // what the group agreed on
  std::map<raft_term, log_index> committed_in_; // the highest index committed in each term
  log_index seen_;                              // the newest state that a client was shown
  instant at_;
  std::uint64_t step_ = 0;
  std::optional<violation> found_;
};

} // namespace ringleader::testkit

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
///   checker.committed(n, entry, term);
///   if (checker.found()) report(*checker.found());
///
/// Who votes it reads out of the logs, as the machines must. number_of() tells which node a store
/// belongs to. Does not check progress: that needs to know when the faults ended.
#pragma once

#include <ringleader/consensus/types.hpp>
#include <ringleader/testkit/checkers/log_mirror.hpp>
#include <ringleader/testkit/checkers/violation.hpp>

#include <map>
#include <optional>
#include <utility>
#include <vector>

namespace ringleader::testkit {

class raft_checker {
public:
  explicit raft_checker(std::size_t nodes);

  /// The time and number of the step that the calls to come belong to.
  void begin_step(instant at) {
    at_ = at;
    ++step_;
    if (deposed_) nodes_[*deposed_].leads = {};
    deposed_.reset();
  }

  /// The node is down and this is on its disk. Also told of each node before its first start.
  void stopped(std::size_t node, const stored_state& disk);

  /// The node lost its directory and is another store from here on. What the lost one had
  /// acknowledged may still arrive and be counted.
  void wiped(std::size_t node, store_id fresh, const stored_state& disk);

  // What a node wrote, and which of it became durable.
  void wrote(std::size_t node, const store_write& batch);
  void became_durable(std::size_t node, ticket id);

  // Elections, as seen on the wire.
  void became_leader(std::size_t node, raft_term term);
  /// From the next step on: what it commits in this one it may have committed as the leader.
  void stopped_leading(std::size_t node) { deposed_ = node; }
  void voted(std::size_t node, raft_term term, store_id candidate);

  /// The node told the leader of `term` that its log matches up to `match`.
  void confirmed_append(std::size_t node, raft_term term, log_index match);

  /// The node committed an entry. True: it is the first to do so.
  bool committed(std::size_t node, const consensus::entry& entry);

  /// The node takes this for the configuration in force: the latest of its log, committed or not.
  void took_members(std::size_t node, const consensus::configuration& members);

  /// The node took over the state of a snapshot.
  void installed(std::size_t node, log_index index);

  /// The latest configurations in the node's log: the last one may yet be rolled back.
  std::vector<consensus::configuration> members_of(std::size_t node) const;

  /// For what the simulation itself finds.
  void report(violation_kind kind, std::string evidence);

  const std::optional<violation>& found() const { return found_; }
  std::uint64_t steps() const { return step_; }
  log_index committed_index() const { return committed_.last_index(); }
  std::uint64_t terms_led() const { return terms_led_; }

private:
  using dated_members = std::pair<log_index, consensus::configuration>;

  struct waiting_write {
    ticket id;
    std::optional<hard_state> hard;
    std::optional<log_index> truncate_from;
    std::optional<log_index> snapshot_at; // of one that took the place of the whole log
    std::vector<log_link> links;
  };

  struct node_state {
    store_id store;
    log_mirror log;                     // as the machine sees it
    std::vector<dated_members> members; // that stand in it
    log_mirror durable_log;             // as a restart would see it
    hard_state durable_hard;
    std::vector<waiting_write> waiting;  // the oldest first
    log_index committed;                 // in this life
    raft_term leads;                     // none while it does not lead
    std::map<raft_term, store_id> votes; // of all its lives
  };

  bool is_committed(std::size_t node, log_index index);
  void read_members(node_state& state, const log_record& record);
  void replace_log(node_state& state, log_index upto);
  void learn(log_index index, log_link link, std::size_t node);
  const log_mirror& durable_log_of(store_id store) const;
  void check_majority(const node_state& by, log_index index);
  void check_later_leaders(log_index index, raft_term term);
  std::optional<std::size_t> leader_of(raft_term term) const;

  std::vector<node_state> nodes_;
  std::map<raft_term, std::size_t> leaders_;
  std::uint64_t terms_led_ = 0;
  std::vector<std::vector<log_link>> known_;    // for each index, the link of each term seen there
  log_mirror committed_;                        // what the group agreed on
  std::vector<dated_members> agreed_members_;   // that stand in it
  std::map<raft_term, log_index> committed_in_; // the highest index committed in each
  std::vector<std::pair<store_id, log_mirror>> lost_; // durable logs of directories that are gone
  std::optional<std::size_t> deposed_;                // in this step
  instant at_;
  std::uint64_t step_ = 0;
  std::optional<violation> found_;
};

/// The node that a store belongs to: a node may have had several, one after the other.
inline constexpr std::size_t stores_apart = 16;
inline std::size_t number_of(store_id store) {
  return static_cast<std::size_t>((store.value - 1) % stores_apart);
}

} // namespace ringleader::testkit

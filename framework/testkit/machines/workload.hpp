// SPDX-License-Identifier: BSD-3-Clause
/// workload: the clients of a simulated group, and what each node's ledger makes of their commands.
///
/// A client has one request open at a time: a batch of new commands, repeated under the same
/// numbers at another node until it is acknowledged, or a read, which is given up when it is late.
/// A batch is acknowledged when the node that took it applies its last record in the term in which
/// it was taken; a read is answered when the node that took it has applied the index that it was
/// told.
///
///   while (auto at = load.wake(client); at <= now)
///     if (auto ask = load.act(client, now, floor)) send_to_node(*ask);
///
/// Tells the checker of every acknowledgement and answered read. Does not look into the nodes.
#pragma once

#include <ringleader/base/random.hpp>
#include <ringleader/testkit/machines/ledger.hpp>
#include <ringleader/testkit/machines/raft_checker.hpp>

#include <map>
#include <optional>
#include <utility>
#include <vector>

namespace ringleader::testkit {

struct workload_options {
  std::size_t clients = 4;
  std::size_t nodes = 3; // ledgers; the first `voters` are asked
  std::size_t voters = 3;
  duration think_max = std::chrono::milliseconds{50};
  duration patience = std::chrono::milliseconds{400};
  std::size_t batch_max = 3;
  std::size_t padding_max = 64;
  std::size_t state_padding = 0; // makes snapshots of several pieces
  std::uint32_t reads = 200;     // of a thousand requests
  bool repeats_known = true;     // off, acknowledges_early on: planted faults
  bool acknowledges_early = false;
};

struct client_request {
  std::size_t node = 0;
  std::uint64_t cookie = 0;
  bool read = false;
  std::vector<bytes> commands;
};

class workload {
public:
  workload(const workload_options& options, std::uint64_t seed, raft_checker& checker);

  std::size_t clients() const { return clients_.size(); }

  /// When the client wants to act() next.
  instant wake(std::size_t number) const { return clients_[number].wake; }
  std::optional<client_request> act(std::size_t number, instant now);

  /// The clients whose wake() changed since this was asked last.
  std::vector<std::size_t> take_moved() { return std::exchange(moved_, {}); }

  // What the asked node answered.
  void taken(std::size_t node, std::uint64_t cookie, log_index first, std::size_t count,
             raft_term term, instant now);
  void refused(std::uint64_t cookie, std::optional<std::size_t> hint, instant now);
  void read_ready(std::size_t node, std::uint64_t cookie, log_index index, instant now);

  /// The node committed a record: its ledger takes it, if it is a command.
  void applied(std::size_t node, const consensus::entry& entry, instant now);

  /// What the node has applied, to be given to restored().
  bytes state_of(std::size_t node) const;
  /// The node's ledger is that one, at `index`. EXPECTS what state_of() gave.
  void restored(std::size_t node, log_index index, const bytes& state, instant now);

  /// The node died: its ledger starts anew, its answers will not come.
  void died(std::size_t node);

  /// Marks the end of the faults: from here on everything acknowledged so far must be found.
  void mark_healed();
  /// The index of the first batch that was sent and acknowledged after mark_healed(); none before.
  log_index proof_of_progress() const { return proof_; }
  /// Compares every node's ledger with what was acknowledged up to mark_healed().
  void check_ledgers();

  log_index applied_index(std::size_t node) const { return sites_[node].applied; }
  std::uint64_t acknowledged() const { return acknowledged_; }
  std::uint64_t reads_answered() const { return reads_answered_; }

private:
  struct client {
    instant wake;
    sequence acknowledged;
    sequence acknowledged_when_healed;
    std::vector<bytes> batch; // open, numbered from acknowledged + 1
    bool fresh = true;        // first sent after mark_healed()
    std::size_t node = 0;     // to ask next
    std::uint64_t cookie = 0; // of the open request; none if zero
  };

  struct question {
    std::size_t client = 0;
    std::size_t node = 0;
    bool read = false;
    log_index floor;
  };

  struct taken_batch {
    std::size_t client = 0;
    sequence first;
    std::size_t count = 0;
    raft_term term;
  };

  struct waiting_read {
    std::size_t client = 0;
    std::uint64_t cookie = 0;
  };

  struct site {
    explicit site(std::size_t clients) : book(clients) {}
    ledger book;
    log_index applied;
    std::map<log_index, taken_batch> taken; // by the index of the batch's last record
    std::multimap<log_index, waiting_read> reads;
  };

  void check_digest(std::size_t node);
  void answer_waiting_reads(std::size_t node, instant now);
  void fill_batch(std::size_t number);
  void apply_command(std::size_t node, const consensus::entry& entry);
  void settle_batch(std::size_t node, const consensus::entry& entry, instant now);
  void acknowledge(const taken_batch& batch, log_index index, instant now);
  void answer_read(std::size_t node, const waiting_read& reader, instant now);
  void rest(std::size_t number, instant now);

  workload_options options_;
  random_source random_;
  raft_checker& checker_;
  std::vector<client> clients_;
  std::vector<std::size_t> moved_;
  std::vector<site> sites_;
  std::vector<std::vector<log_index>> in_force_; // for each client, where its commands took effect
  std::vector<std::optional<std::uint64_t>> digests_; // of a ledger at each index
  std::map<std::uint64_t, question> questions_;       // open, by cookie
  std::uint64_t last_cookie_ = 0;
  bool healed_ = false;
  log_index proof_;
  std::uint64_t acknowledged_ = 0;
  std::uint64_t reads_answered_ = 0;
};

} // namespace ringleader::testkit

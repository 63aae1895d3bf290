// SPDX-License-Identifier: BSD-3-Clause
/// raft: one server of one Raft group, as a pure machine.
///
///   raft machine{config, stored.hard, snapshot, entries, now, false};
///   for (auto& fx : machine.step(event, now)) run(fx);     // in order
///   wake me at machine.next_deadline() with tick{}
///
/// The caller stores what `persist` says, in ticket order, and reports each completion; sends what
/// `send` says, which may be lost, doubled, delayed and reordered; applies what `committed` says;
/// and feeds what it receives. Now and then it says with `compact` what the committed entries have
/// built, and the log's head is dropped. A crash is the loss of the object: make a new one from
/// storage.
///
/// Rules beyond the paper's figure 2:
/// - A server asks for pre-votes before it raises its term, and nobody's term changes by one.
/// - A server that heard a leader within T refuses votes, whatever their term (stickiness); a
///   started voter is silent for 2T + m unless it founds the group, since it may have acknowledged
///   a lease that it forgot; a leader that no majority answers for T steps down.
/// - A leader opens its term with a noop and commits by counting entries of its own term only.
/// - Every refusal carries the refuser's own term, so a server that returns with a greater term
///   forces one election instead of standing outside for ever.
/// - No vote, vote request or acknowledgement leaves before what it promises is durable, and a
///   leader's own entries count for it only then. Followers get them at once.
/// - A read is answered after a heartbeat round that began after it arrived; with lease_reads at
///   once, within T - m of the start of a round that a majority answered, and no more in a term in
///   which the leader told another to campaign.
/// - A leader that hands over refuses proposals until the target, which has its whole log, took
///   over or T passed. It tells all to whom before it tells the target to campaign, and that one's
///   request overrides stickiness, not the silence of a start.
/// - Nobody campaigns before its own vote of the term is durable, and a candidate waits from then
///   on, for twice as long as that took beside its time-out: disks slower than T elect.
/// - Who asks for votes in term after term without leading in any is followed at longer and longer
///   intervals.
/// - A server that needs dropped entries gets a snapshot in pieces, resumed where it stopped, and
///   never takes one that holds no more than it has.
/// - Voters change one at a time, each in force from the append on; votes are given to whoever
/// asks,
///   whether or not the own log makes it or us a voter. A leader hands over before it is demoted.
/// - A message whose term no election reaches is dropped (reach.hpp), and the greater term of one
///   member's answers is followed once in 20 T.
/// - A mark is answered when a majority of the voters remembers it; granted votes tell the ages.
///
/// docs/divergences.md has the schedule that each of them closes.
///
/// Does not promise: progress without a majority; that a proposal of a leader that lost its role
/// failed. The last snapshot and the log behind it are in memory.
///
/// Invariants: term and commit index never fall; a committed entry is never truncated; at most one
/// vote in each term.
#pragma once

#include <ringleader/base/random.hpp>
#include <ringleader/consensus/arriving_snapshot.hpp>
#include <ringleader/consensus/effects.hpp>
#include <ringleader/consensus/events.hpp>
#include <ringleader/consensus/log.hpp>
#include <ringleader/consensus/marks.hpp>
#include <ringleader/consensus/progress.hpp>
#include <ringleader/consensus/quorum.hpp>
#include <ringleader/consensus/raft_config.hpp>
#include <ringleader/consensus/reach.hpp>

#include <array>
#include <deque>
#include <map>
#include <optional>
#include <set>
#include <variant>
#include <vector>

namespace ringleader::consensus {

class raft {
public:
  /// Learners that a configuration may hold: it must fit into one entry.
  static constexpr std::size_t learners_max = 1000;

  /// hard, base and log are what storage holds, all of it durable; base is none without a snapshot,
  /// otherwise the caller's state is that one and the entries after it come as committed.
  /// `founding`: this server stored the first configuration just now and has never answered anyone,
  /// so it need not be silent. EXPECTS a valid config and no entry of a term greater than hard's.
  raft(raft_config config, hard_state hard, snapshot_ptr base, std::vector<entry> log, instant now,
       bool founding);
  raft(raft_config config, hard_state hard, std::vector<entry> log, instant now, bool founding)
    : raft(config, hard, nullptr, std::move(log), now, founding) {}

  /// EXPECTS that now never goes back.
  effects step(const event& what, instant now);

  /// When the next tick is due; `never` if only an event can change anything.
  instant next_deadline() const;

  consensus::role role() const;
  raft_term term() const { return hard_.term; }
  store_id vote() const { return hard_.vote; }
  store_id self() const { return config_.self; }
  /// The leader of this term as far as known, oneself included; none otherwise.
  store_id leader() const { return leader_; }
  log_index commit_index() const { return commit_; }
  log_index last_index() const { return log_.last_index(); }
  /// Everything up to here is durable at this server.
  log_index durable_index() const { return durable_; }
  const raft_log& log() const { return log_; }
  /// The last snapshot, of this server or of a leader; none before the first.
  const snapshot_ptr& last_snapshot() const { return snapshot_; }
  /// The latest in the log, committed or not.
  const configuration& members() const { return log_.members(); }
  bool is_voter() const { return members().is_voter(config_.self); }
  bool is_halted() const { return is_halted_; }
  /// Messages dropped since the start for a term or an index that no election reaches.
  std::uint64_t out_of_reach() const { return out_of_reach_; }
  /// Messages of others that say they lead a term of which another leader is known: dropped. That
  /// is a server that lies, or one whose data directory was copied or set back.
  std::uint64_t rival_claims() const { return rival_claims_; }
  /// Answers with a greater term that were not followed, see follow_term_of().
  std::uint64_t deposals_refused() const { return deposals_refused_; }
  /// This server leads and the store, one of its peers, was heard within T.
  bool is_answering(store_id store) const;
  /// It is answering and holds what was committed a heartbeat ago: a learner that may be promoted,
  /// a voter that may lead.
  bool is_caught_up(store_id store) const;

private:
  struct following {};
  struct campaigning {
    bool pre_vote = true;
    std::set<store_id> granted;
    gathered_marks told; // by those who granted
  };
  struct waiting_read {
    std::uint64_t cookie = 0;
    std::uint64_t round = 0; // answered by a majority's answer to this round or a later one
  };
  struct waiting_mark {
    std::uint64_t cookie = 0;
    std::uint64_t key = 0;
    std::uint64_t number = 0; // in this term, from 1
  };
  struct begun_round {
    std::uint64_t round = 0;
    instant at;
  };
  /// Leadership on its way to another voter.
  struct handover {
    store_id to;
    std::optional<std::uint64_t> cookie; // none: by rank
    instant until;                       // given up then
    std::uint64_t announced_in = 0;      // the first round that names it to all
    std::uint64_t told_in = 0;           // the round in which it was last told to campaign
  };
  struct leading {
    std::vector<progress> peers;    // of the configuration without self, by store id
    log_index first_own;            // the noop that opened the term
    std::uint64_t round = 0;        // the heartbeat round last begun
    instant heartbeat_at;           // when the next one begins at the latest
    std::deque<waiting_read> reads; // rounds ascending
    std::deque<waiting_mark> marks; // numbers ascending
    std::uint64_t last_mark = 0;
    std::uint64_t marks_in_round = 0; // the round carries all that wait up to this one
    log_index settled;                // what was committed a heartbeat ago
    instant settled_at;
    std::size_t pending_bytes = 0; // of entries above the commit index
    std::deque<begun_round> begun; // rounds that no majority answered yet; for the lease
    instant lease_until{};         // reads are answered at once before
    std::optional<handover> handing;
    bool told_to_campaign = false; // in this term: the lease is given up for good
    instant rank_at;               // no transfer by rank before
  };
  /// What the leader said last of leadership on its way to another.
  struct told_handover {
    store_id to;
    std::uint64_t round = 0;
  };
  /// Terms that one server was followed to since a leader was heard.
  struct candidacy {
    instant last;
    unsigned times = 0;
  };
  /// A write on its way to the disk, and what leaves when it is durable.
  struct pending_write {
    ticket id;
    instant issued;
    hard_state hard;      // in force when it was issued
    log_index last_index; // durable up to here when it completes
    std::vector<send> held;
  };
  struct round_of_term {
    raft_term term;
    std::uint64_t round = 0;

    friend bool operator==(const round_of_term& a, const round_of_term& b) {
      return a.term == b.term && a.round == b.round;
    }
  };
  /// What one step gathers; becomes its effects at the end.
  struct gathered {
    bool hard_changed = false;
    std::optional<log_index> truncate_from;
    std::vector<entry> append;
    snapshot_ptr snapshot;
    std::optional<log_index> drop_head_to;
    std::vector<send> held; // leave when this step's write, or the last pending one, is durable
    store_id answered;      // by this peer, if all that happened is its answer
    effects rest;
  };

  // raft.cpp: dispatch, durability, roles
  void on(const tick& e);
  void on(const received& e);
  void on(const propose& e);
  void on(const persisted& e);
  void on(const disk_failed& e);
  void on(const read& e);
  void on(const add_learner& e);
  void on(const remove_learner& e);
  void on(const transfer& e);
  void on(const rank& e);
  void on(const promote& e);
  void on(const demote& e);
  bool is_reached(store_id from, const message& m);
  void ask_for_terms();
  bool has_log_write() const;
  effects finish();
  void halt(std::string why);
  template <class Effect> void emit(Effect e) {
    if (step_.rest.empty()) step_.rest.reserve(4);
    step_.rest.emplace_back(std::move(e));
  }
  template <class Message> void transmit(store_id to, Message m) { emit(send{to, std::move(m)}); }
  void transmit_when_durable(store_id to, message m) { step_.held.push_back({to, std::move(m)}); }
  void release(send held);
  void hold(pending_write& write, send late);
  void set_hard(hard_state h);
  void append_own(entry_kind kind, shared_bytes data);
  void become_follower(raft_term term, store_id leader);
  void advance_commit(log_index index);
  template <class Message> Message stamped() const;

  // election.cpp: votes
  void handle(store_id from, const vote_request& m);
  void handle(store_id from, const vote_reply& m);
  void answer_vote(store_id to, const vote_request& m, bool granted);
  bool must_refuse_votes(bool by_transfer) const;
  bool is_handed_over(store_id from, const vote_request& m) const;
  bool is_campaign_due(store_id candidate) const;
  void follow_campaign(store_id candidate);
  void follow_term_of(store_id from, raft_term term);
  void campaign(bool pre_vote, bool by_transfer = false);
  void count_votes();
  void become_leader();
  void reset_election_timer();
  void hard_is_durable(duration took);
  bool may_campaign() const;

  // following.cpp: taking the leader's entries
  void handle(store_id from, const append_request& m);
  bool hear_leader(store_id from, raft_term term);
  void hear_handover(store_id to, std::uint64_t round);
  void take_entries(store_id from, const append_request& m);
  template <class Request>
  void confirm(store_id to, const Request& m, log_index prev, log_index matched, bool waits);
  void truncate(log_index from);
  void refuse_append(store_id to, const append_request& m);

  // replication.cpp: feeding the others
  void handle(store_id from, const append_reply& m);
  void handle_conflict(progress& peer, const append_reply& m);
  void lead_tick();
  void begin_round();
  void send_append(progress& peer, bool with_entries);
  void send_updates();
  void send_updates(progress& peer);
  progress* peer_of(store_id store);
  const progress* peer_of(store_id store) const;
  void try_commit();
  void match_peers_to_members();
  template <class T, class Of> T majority_of_voters(T own, Of of) const;

  // installing.cpp: snapshots
  void on(const compact& e);
  void start_installing(progress& peer);
  void send_piece(progress& peer);
  void handle(store_id from, const install_reply& m);
  void handle(store_id from, const install_request& m);
  void take_piece(store_id from, const install_request& m);
  bool install_arrived();

  // proposals.cpp
  std::optional<proposal_refused> refusal(std::uint64_t cookie) const;
  void change_members(configuration next, std::uint64_t cookie);

  // marking.cpp: who was heard from
  void on(const mark& e);
  template <class Request> void add_marks(const progress& peer, Request& request) const;
  void follow_voters();
  void take_marks(const std::vector<std::uint64_t>& keys);
  void begin_marks();
  void answer_marks();
  void fail_marks();
  void tell_ages(vote_reply& reply) const;
  void learn_ages(campaigning& c, const vote_reply& m) const;

  // transfer.cpp: handing leadership over
  void handle(store_id from, const timeout_now& m);
  void hand_over(store_id to, std::optional<std::uint64_t> cookie);
  void announce_handover();
  void tell_to_campaign();
  bool is_announced(const handover& h) const;
  void end_transfer(errc why);
  void follow_ranks();

  // reads.cpp
  void answer_waiting();
  bool is_round_awaited() const;
  void answer_reads();
  void fail_reads();
  void renew_lease();
  bool has_lease() const;

  leading* lead() { return std::get_if<leading>(&state_); }
  const leading* lead() const { return std::get_if<leading>(&state_); }

  raft_config config_;
  random_source random_;
  hard_state hard_;         // in force; on its way to the disk or there
  hard_state durable_hard_; // what a restart would find
  raft_log log_;
  snapshot_ptr snapshot_; // stands for all that log_ dropped
  installation offered_;  // of snapshot_, from when the first server needs it
  std::optional<arriving_snapshot> arriving_;
  log_index commit_;
  log_index durable_;                // the log up to here would survive a restart
  std::deque<pending_write> writes_; // tickets ascending
  ticket last_ticket_;
  std::variant<following, campaigning, leading> state_;
  store_id leader_;
  heard_marks heard_;
  std::vector<store_id> marked_voters_;    // with whom heard_ began
  std::optional<instant> heard_leader_at_; // not forgotten when the term changes
  round_of_term answered_;                 // of a leader: the last to which we said yes
  told_handover handover_told_;
  std::map<store_id, candidacy> candidacies_;
  instant silent_until_;
  instant election_at_;
  instant now_;
  std::vector<store_id> ranks_;            // best first
  std::map<store_id, instant> deposed_by_; // when a member's greater term was followed last
  std::uint64_t deposals_refused_ = 0;
  claimed_terms claims_;
  instant terms_asked_at_; // by a learner to which a term out of reach was sent
  std::uint64_t out_of_reach_ = 0;
  std::uint64_t rival_claims_ = 0;
  bool is_halted_ = false;
  gathered step_;
};

/// A message that says which group, cluster and term it comes from.
template <class Message> Message raft::stamped() const {
  Message m;
  m.group = config_.group;
  m.cluster = config_.cluster;
  m.term = hard_.term;
  return m;
}

/// The greatest value that a majority of the voters has reached: ours, since a leader is a voter,
/// and `of` each peer. In every step of a leader, so without memory of its own.
template <class T, class Of> T raft::majority_of_voters(T own, Of of) const {
  std::array<T, configuration::voters_max> values;
  auto* end = values.data();
  if (is_voter()) *end++ = own; // see may_campaign
  for (auto& peer : lead()->peers)
    if (peer.is_voter) *end++ = of(peer);
  return majority_value(values.data(), end);
}

} // namespace ringleader::consensus

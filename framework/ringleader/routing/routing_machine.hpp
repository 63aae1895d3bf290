// SPDX-License-Identifier: BSD-3-Clause
/// routing_machine: what a node does with a message to a key: which partition it belongs to, who
/// owns that, whether to send it, to deliver it here, to let it wait or to refuse it; what an
/// answer means; and which partitions are assigned to this node.
/// Pure: feed events, execute the effects in order.
///
///   routing_machine ways{config, entropy};
///   ways.step(registry_seen{index, true, led, boot, members, table}, now, effects); // assignment
///   ways.step(submit{id, sender, type, stable_hash(key), 1s, true}, now, effects);  // send_to
///   ways.step(handed_over{id, errc::none}, now, effects);
///   ways.step(answered{number, from, errc::none}, now, effects);                       // answer
///
/// It knows messages by number; what they say, who asked and how they are encoded stays with the
/// caller, which sends tick at next_deadline().
///
/// A message whose partition has no reachable owner waits, in the order of submission and in a
/// bounded stash, until the registry, a peer or the lease changes or its time is over. A request
/// that an owner refused as not_owner or stopping waits again, before what was submitted after it;
/// if something of the same sender to the same key has left since, it is given back instead, for it
/// would come behind that. One that may have reached an entity is never sent again: when its peer
/// goes down or its time is over it is answered with outcome_unknown.
///
/// Does not order messages of different senders, nor one sender's to different keys.
///
/// Invariants: every message ends exactly once: by deliver_here or a send_to without a number that
/// was taken, by answer, or by fail; at most one message of a partition is between its effect and
/// its handed_over; nothing is delivered here without the lease of the owning session; a drained
/// partition is reported once for each move, and again only after a report that was not taken.
#pragma once

#include <ringleader/routing/deadline_heap.hpp>
#include <ringleader/routing/effects.hpp>
#include <ringleader/routing/routing_config.hpp>
#include <ringleader/routing/sender_order.hpp>

#include <map>
#include <set>
#include <type_traits>
#include <utility>
#include <vector>

namespace ringleader::routing {

class routing_machine {
public:
  /// first_number: random, so that an answer to an earlier router of this node meets nobody.
  /// EXPECTS config.validate().
  routing_machine(const routing_config& config, std::uint64_t first_number);

  // Messages point at their peers.
  routing_machine(const routing_machine&) = delete;
  routing_machine& operator=(const routing_machine&) = delete;

  /// Appends to `out`, which callers reuse. EXPECTS that now never goes back.
  void step(const event& what, instant now, effects& out);

  /// The same for one whose type is known.
  template <class Event> void step(const Event& what, instant now, effects& out) {
    begin_step(now, std::is_same_v<Event, handed_over> || std::is_same_v<Event, weighed> ||
                      std::is_same_v<Event, stop>);
    on(what, out);
  }

  effects step(const event& what, instant now);

  /// When tick has something to do; `never` if nothing is due.
  instant next_deadline() const;

  std::size_t pending() const { return pending_; }
  std::size_t stashed() const { return stashed_; }
  /// Of what waits or is pending, as far as it was weighed.
  std::uint64_t kept_bytes() const { return kept_bytes_; }
  /// Of this node, as the registry knows it.
  session_id session() const { return session_; }

private:
  static constexpr std::uint32_t none = 0; // of a message_id

  enum class phase : std::uint8_t { free, handing_over, waiting, pending };

  struct peer;

  struct message {
    phase in = phase::free;
    bool asks = false;
    partition_id partition;
    std::uint64_t whose = 0;     // see sender_order
    std::uint64_t arrival = 0;   // the order of submission
    std::uint64_t departure = 0; // the order of leaving, once it left
    std::uint64_t number = 0;    // its correlation number, once it left
    std::uint64_t bytes = 0;     // 0: not known
    instant deadline{};
    peer* to = nullptr;            // once it left for another node
    std::uint32_t previous = none; // pending at the same peer, in the order of leaving
    std::uint32_t next = none;
  };

  struct peer {
    store_id store;
    bool up = false;
    std::uint32_t partitions = 0; // that it owns
    std::uint32_t first = none;   // of the messages pending there
    std::uint32_t last = none;
  };

  /// Where a partition's messages go.
  struct way {
    bool here = false;
    peer* to = nullptr;
    partition_epoch epoch;
  };

  /// By arrival.
  using queue = std::map<std::uint64_t, std::uint32_t>;
  using queues = std::map<partition_id, queue>;

  // routing_machine.cpp: what each event does
  void begin_step(instant now, bool while_handing_over);
  void on(const submit& said, effects& out);
  void on(const handed_over& said, effects& out);
  void on(const weighed& said, effects& out);
  void on(const answered& said, effects& out);
  void on(const registry_seen& said, effects& out);
  void on(const peer_up& said, effects& out);
  void on(const peer_down& said, effects& out);
  void on(const lease_seen& said, effects& out);
  void on(const tick& said, effects& out);
  void on(const stop& said, effects& out);

  // ways.cpp: where a message stands
  bool can_leave(partition_id partition) const;
  void hand_over(std::uint32_t id, effects& out);
  void stash(std::uint32_t id, effects& out);
  void unstash(std::uint32_t id);
  void go_on(queues::iterator at, effects& out);
  void drain_stash(effects& out);
  void try_again(effects& out);
  void await_answer(std::uint32_t id);
  void stop_waiting(std::uint32_t id);
  void expire(std::uint32_t id, effects& out);
  void end(std::uint32_t id, errc code, cause why, effects& out);
  void release(std::uint32_t id);
  void find_ways();
  void forget_if_gone(store_id store);
  bool may_deliver() const { return lease_.session == session_ && now_ < lease_.until; }

  // assignments.cpp: which partitions are this node's
  void on(const assignment_asked& said, effects& out);
  void on(const partition_empty& said, effects& out);
  void on(const report_concluded& said, effects& out);
  void tell_assignment(effects& out);
  void forget_reports();
  const partition_entry* move_from_here(partition_id partition) const;

  routing_config config_;
  log_index seen_;
  bool leader_known_ = false;
  std::shared_ptr<const view> members_;
  std::shared_ptr<const partition_table> table_;
  session_id session_;
  lease_seen lease_;
  std::map<session_id, store_id> stores_; // of those alive
  std::map<store_id, peer> peers_;        // up, or owning, or asked
  std::vector<way> ways_;                 // by partition

  std::vector<message> messages_; // by message_id
  std::uint32_t handing_over_ = 0;
  std::size_t pending_ = 0;
  std::size_t stashed_ = 0;
  std::uint64_t kept_bytes_ = 0; // of what waits or is pending
  queues stash_;
  std::set<partition_id> again_; // where messages wait though there is a way
  deadline_heap deadlines_;      // of what waits or is pending
  sender_order order_;
  std::uint64_t arrivals_ = 0;
  std::uint64_t departures_ = 0;
  std::uint64_t numbers_;

  std::set<std::pair<partition_id, log_index>> reported_; // moves, while the table shows them
  instant retry_at_ = never;
  instant tell_assignment_at_ = never;
  instant now_{};
};

} // namespace ringleader::routing

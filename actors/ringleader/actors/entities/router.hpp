// SPDX-License-Identifier: BSD-3-Clause
/// router: takes messages for entities from this node's fronts and brings each to the owner of its
/// key's partition: to the host of this node, or in a frame to another node. The `partitions`
/// actor; it also tells the host which partitions are this node's duty.
///
/// A message whose partition has no reachable owner right now waits, in order and in a bounded
/// stash, until the table or the peer changes or its deadline passes. A message that an owner did
/// not take is tried again; one that may have reached an entity never is: when its peer goes down
/// or its time is over it is answered with outcome_unknown.
///
/// Invariant: every request is answered exactly once.
#pragma once

#include <ringleader/actors/entities/messages.hpp>
#include <ringleader/actors/entities/wire.hpp>
#include <ringleader/actors/runtime/context.hpp>
#include <ringleader/actors/runtime/messages.hpp>

#include <caf/event_based_actor.hpp>

#include <deque>
#include <set>

namespace ringleader {

class router final : public caf::event_based_actor {
public:
  router(caf::actor_config& cfg, node_context_ptr node);

  const char* name() const override { return "partitions"; }
  void on_exit() override;

private:
  struct item {
    outgoing what;
    caf::response_promise asker;
    instant deadline;
  };

  struct sent {
    item what;
    store_id to;
  };

  enum class verdict { gone, waits };

  caf::behavior make_behavior() override;
  void accept(outgoing what);

  /// Moves the item out when it found a way.
  verdict route(item& it, partition_id p);
  verdict route_local(item& it, partition_id p, const partition_entry& entry);
  verdict route_remote(item& it, const partition_entry& entry, store_id to);
  void stash(item it, partition_id p);
  void drain_stash();

  void replies(const frames_in& frames);
  void reply(store_id from, const wire::entity_reply& answer);

  /// Whether the same sender has a later request to the same key on its way.
  bool has_later(std::map<std::uint64_t, sent>::const_iterator at) const;
  void lose_peer(store_id peer);
  void sweep();

  void take(const registry_news& news);
  void send_duty();
  void drained(partition_empty what);
  void look_again();

  partition_id partition_for(const std::string& key) const;
  void expire(item& it);
  void arm();

  node_context_ptr node_;
  newest_news newest_;
  std::shared_ptr<const view> members_;
  std::shared_ptr<const partition_table> table_;
  std::map<session_id, store_id> stores_;
  session_id session_; // of this node, as the table knows it
  bool leader_known_ = false;
  std::map<std::uint64_t, sent> pending_; // by correlation number
  std::uint64_t next_corr_;
  std::map<partition_id, std::deque<item>> stash_;
  std::size_t stashed_ = 0;
  std::set<std::pair<partition_id, log_index>> reported_; // drained moves already proposed
  bool looking_again_ = false;
  bool armed_ = false;
};

} // namespace ringleader

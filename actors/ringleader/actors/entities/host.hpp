// SPDX-License-Identifier: BSD-3-Clause
/// host: runs the entities of this node's partitions; the `entities` actor. Messages come from the
/// router of this node and, in frames, from those of others; the directory machine says which
/// activation takes each, which to start and which to stop.
///
/// Checks the node's lease before it starts or delivers anything; the entity itself checks again
/// when it takes the message (gated.hpp). Without a lease the directory is frozen: what arrives
/// waits in its bounded stash, until the lease of the same session is back or the log says who owns
/// the partition now.
///
/// Crash-only: its entities are its children and end with it; a new generation asks the router
/// which partitions it is to serve and starts with none active. Activation numbers carry the
/// generation, so that they go on rising within an epoch.
#pragma once

#include <ringleader/actors/entities/messages.hpp>
#include <ringleader/actors/entities/wire.hpp>
#include <ringleader/actors/runtime/context.hpp>
#include <ringleader/actors/runtime/deadline_timer.hpp>
#include <ringleader/actors/runtime/messages.hpp>
#include <ringleader/entities/directory.hpp>

#include <caf/event_based_actor.hpp>

#include <unordered_map>

namespace ringleader {

class host final : public caf::event_based_actor {
public:
  host(caf::actor_config& cfg, node_context_ptr node, std::uint64_t generation);

  const char* name() const override { return "entities"; }
  void on_exit() override;

private:
  /// A message on its way to an entity, and where its answer goes.
  struct request_in {
    entity_definition_ptr type;
    std::uint8_t form = 0;
    instant deadline;
    caf::message payload;
    std::size_t bytes = 0;       // of the payload, where it came in a frame
    caf::response_promise asker; // of this node, or:
    store_id from;
    std::uint64_t corr = 0;
  };

  /// Of a partition that is being handed over.
  enum class progress : std::uint8_t { running, empty };

  struct running {
    caf::actor handle;
    entity_slot slot;
  };

  caf::behavior make_behavior() override;
  void accept(local_delivery what);
  void accept(const peer_info& from, const bytes& body);
  void deliver(request_in in, std::string key, partition_id p, partition_epoch epoch);

  void feed(const directory_event& event);
  void run(const forward_request& fx);
  void run(const spawn_entity& fx);
  void run(const refuse_request& fx);
  void run(const weigh_request& fx);
  void run(const stop_entity& fx);
  void run(const partition_drained& fx);

  void forward(request_in& in, const caf::actor& entity);
  bool is_alike(request_in& in, const message_form& own, const wire::entity_request& frame);
  void refuse(request_in& in, errc code, const std::string& why);
  static void reply(node_context& node, store_id to, std::uint64_t corr, const caf::error& err,
                    bytes payload);

  void look_at_lease();
  void take(const routing::assignment& now);
  void drain(partition_id p, partition_epoch epoch);
  void report_empty(partition_id p, partition_epoch epoch);
  void end_all();
  void entity_down(const caf::down_msg& down);
  entity_type_id number_of(const entity_definition& type);
  void arm();

  node_context_ptr node_;
  std::uint64_t generation_;
  directory directory_;
  std::unordered_map<std::uint64_t, entity_type_id> numbers_; // type id -> its number here; lookups
  std::vector<entity_definition_ptr> types_;                  // by number
  std::vector<running> running_;                              // by index of slot
  std::unordered_map<caf::actor_id, std::uint32_t> slots_;    // entity -> index; lookups
  std::unordered_map<std::uint64_t, request_in> requests_;    // waiting in the directory; lookups
  std::vector<entity_slot> finished_;
  std::uint64_t next_request_ = 0;
  session_id session_;
  std::map<partition_id, partition_epoch> serving_;
  std::map<partition_id, progress> draining_;
  std::vector<caf::response_promise> drain_waiters_;
  deadline_timer timer_;
};

} // namespace ringleader

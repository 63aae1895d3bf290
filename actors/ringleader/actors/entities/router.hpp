// SPDX-License-Identifier: BSD-3-Clause
/// router: takes messages for entities from this node's entity proxies and brings each to the owner
/// of its key's partition: to the host of this node, or in a frame to another node. The
/// `partitions` actor; it also tells the host which partitions are assigned to this node.
///
/// What becomes of a message the routing machine decides, which knows it by a number. Here stands
/// what the number stands for: type, form, key, payload and who asked. A payload is encoded when
/// its way is known, and once unless an owner refuses it: only then is it needed again.
///
/// Invariant: every request is answered exactly once.
#pragma once

#include <ringleader/actors/entities/messages.hpp>
#include <ringleader/actors/entities/wire.hpp>
#include <ringleader/actors/runtime/context.hpp>
#include <ringleader/actors/runtime/deadline_timer.hpp>
#include <ringleader/actors/runtime/messages.hpp>
#include <ringleader/routing/routing_machine.hpp>

#include <caf/event_based_actor.hpp>

#include <vector>

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
    bytes encoded; // of what.payload, and in its place once it waited
  };

  caf::behavior make_behavior() override;
  void accept(outgoing& what);
  void replies(const frames_in& frames);
  void take(const registry_update& update);

  template <class Event> void feed(const Event& what) { feed(what, node_->now()); }
  template <class Event> void feed(const Event& what, instant now);
  template <class Event> void step(const Event& what, instant now);
  void look_at_lease(instant now);

  void run(const routing::deliver_here& fx, instant now);
  void run(const routing::send_to& fx, instant now);
  void run(const routing::weigh& fx, instant now);
  void run(const routing::answer& fx, instant now);
  void run(const routing::fail& fx, instant now);
  void run(routing::assignment& fx, instant now);
  void run(const routing::report_drained& fx, instant now);
  void report(instant now);
  void conclude(const std::vector<routing::report_drained>& told, bool taken, instant now);

  /// size: of what is kept of it.
  errc send_frame(item& it, const routing::send_to& fx, std::uint64_t& size);
  static void encode(item& it);
  routing::message_id free_id();
  item take_out(routing::message_id id);

  node_context_ptr node_;
  routing::routing_machine machine_;
  routing::effects effects_; // of the event that is being fed
  std::vector<item> items_;  // by message_id
  std::vector<routing::message_id> free_;
  std::vector<routing::report_drained> reports_; // to be proposed
  bool reporting_ = false;                       // a proposal is under way
  routing::lease_seen lease_;
  /// Signatures whose shape a process was told: each is told once.
  std::unordered_map<store_id, std::unordered_set<std::uint64_t>> told_;
  wire::entity_reply* reply_ = nullptr; // that is being fed
  deadline_timer timer_;
};

} // namespace ringleader

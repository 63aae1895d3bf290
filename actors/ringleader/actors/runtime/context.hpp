// SPDX-License-Identifier: BSD-3-Clause
/// node_context: what the built-in actors of one node share: who the node is, its doors to the
/// world, and the few cells that are read on every message. Made once by the composition root and
/// kept alive by every actor that uses it.
///
/// Real nodes put drivers behind the ports, simulated ones their twins; no actor can tell.
#pragma once

#include <ringleader/actors/runtime/address_book.hpp>
#include <ringleader/actors/runtime/control_thread.hpp>
#include <ringleader/actors/runtime/entity_definition.hpp>
#include <ringleader/actors/runtime/inbound.hpp>
#include <ringleader/actors/runtime/lease_cell.hpp>
#include <ringleader/actors/runtime/outbox.hpp>
#include <ringleader/actors/runtime/peer_shapes.hpp>
#include <ringleader/actors/runtime/ports.hpp>
#include <ringleader/options/node_options.hpp>

#include <array>
#include <atomic>
#include <memory>

namespace ringleader {

struct node_configuration;
namespace registry {
struct cluster_settings;
}

struct node_context {
  node_options options;
  node_ports ports;
  boot_id boot; // of this process

  // Known once the store is open, before any actor starts.
  store_id store;
  lock_file_id lock_file;

  // Known once the transport listens.
  std::string name;
  endpoint bound;
  endpoint advertise;
  std::shared_ptr<const node_configuration> configuration; // options/configure.hpp

  // Shared cells.
  address_book book;
  std::array<child_actors, child_count> started_by;
  outbox out;
  control_thread control;
  inbound in{book};
  lease_cell lease;
  entity_definitions definitions;
  peer_shapes shapes;
  std::shared_ptr<delivery_gate> gate;
  std::atomic<std::uint64_t> cluster{0}; // cluster_id, none until founded or joined
  std::atomic<std::uint64_t> membership{
    0}; // boot id of the present membership, see membership_actor.hpp
  std::atomic<bool> leaving{false};
  std::atomic<bool> departing{false}; // an operator wants this node out of the cluster for good
  std::atomic<bool> departed{false};  // nothing of the cluster depends on it any more

  /// What this node is configured with.
  const registry::cluster_settings& settings() const;

  cluster_id cluster_now() const { return cluster_id{cluster.load()}; }

  instant now() const { return ports.clock->now(); }

  child_actors& children_of(child who) { return started_by[static_cast<std::size_t>(who)]; }
};

using node_context_ptr = std::shared_ptr<node_context>;

} // namespace ringleader

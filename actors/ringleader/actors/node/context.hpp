// SPDX-License-Identifier: BSD-3-Clause
/// node_context: what the built-in actors of one node share: who the node is, its doors to the
/// world, and the few cells that are read on every message. Made once by the composition root and
/// kept alive by every actor that uses it.
///
/// Real nodes put drivers behind the ports, simulated ones their twins; no actor can tell.
#pragma once

#include <ringleader/actors/entities/entity_definition.hpp>
#include <ringleader/actors/leader/election_listeners.hpp>
#include <ringleader/actors/leader/standing_candidates.hpp>
#include <ringleader/actors/locks/held_locks.hpp>
#include <ringleader/actors/membership/lease_cell.hpp>
#include <ringleader/actors/membership/view_listeners.hpp>
#include <ringleader/actors/node/address_book.hpp>
#include <ringleader/actors/node/control_thread.hpp>
#include <ringleader/actors/transport/inbound.hpp>
#include <ringleader/actors/transport/outbox.hpp>
#include <ringleader/base/lock_file_id.hpp>
#include <ringleader/base/ports/clock.hpp>
#include <ringleader/base/ports/entropy.hpp>
#include <ringleader/base/ports/log_store.hpp>
#include <ringleader/drivers/node_options.hpp>
#include <ringleader/registry/settings.hpp>

#include <atomic>
#include <functional>
#include <memory>

namespace ringleader {

/// A store as it is handed to one generation of the control log.
struct opened_store {
  std::unique_ptr<log_store> store;
  stored_state state;
  lock_file_id lock_file;
};

/// How a node reaches the world. The factories are called anew for each generation of an actor,
/// after the former one's port is closed.
struct node_ports {
  std::shared_ptr<const clock_port> clock;
  std::shared_ptr<entropy_port> entropy;
  std::string host_boot; // of the kernel this process runs on
  std::function<result<opened_store>()> open_store;

  /// Called with the identity of the store and the cluster that it belongs to, if any.
  /// `listen` is the configured address, from the second generation on the one first bound.
  std::function<std::unique_ptr<transport>(store_id, boot_id, cluster_id, const endpoint& listen)>
    make_transport;
};

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

  // Shared cells.
  address_book book;
  std::array<brood, child_count> broods;
  outbox out;
  control_thread control;
  inbound in{book};
  lease_cell lease;
  view_listeners listeners;
  held_locks held;
  standing_candidates candidates;
  election_listeners election_watch;
  entity_definitions definitions;
  std::shared_ptr<delivery_gate> gate;
  std::atomic<std::uint64_t> cluster{0};    // cluster_id, none until founded or joined
  std::atomic<std::uint64_t> membership{0}; // boot id of the present membership, see membership.hpp
  std::atomic<bool> leaving{false};
  std::atomic<bool> departing{false}; // an operator wants this node out of the cluster for good
  std::atomic<bool> departed{false};  // nothing of the cluster depends on it any more

  registry::cluster_settings settings() const;

  cluster_id cluster_now() const { return cluster_id{cluster.load()}; }

  instant now() const { return ports.clock->now(); }

  brood& brood_of(child who) { return broods[static_cast<std::size_t>(who)]; }
};

using node_context_ptr = std::shared_ptr<node_context>;

} // namespace ringleader

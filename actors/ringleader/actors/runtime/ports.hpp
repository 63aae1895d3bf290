// SPDX-License-Identifier: BSD-3-Clause
/// node_ports: the doors through which the actors of one node reach the world. Real nodes put
/// drivers behind them, simulated ones their twins.
#pragma once

#include <ringleader/base/lock_file_id.hpp>
#include <ringleader/base/ports/clock.hpp>
#include <ringleader/base/ports/entropy.hpp>
#include <ringleader/base/ports/log_store.hpp>
#include <ringleader/base/ports/transport.hpp>

#include <functional>
#include <memory>
#include <string>

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

} // namespace ringleader

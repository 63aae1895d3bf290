// SPDX-License-Identifier: BSD-3-Clause
/// node_tree: the built-in actors of one node and how they are started, supervised and stopped.
/// Knows no driver: what it opens comes from node_ports.
#pragma once

#include <ringleader/actors/leader/kept_elections.hpp>
#include <ringleader/actors/locks/held_locks.hpp>
#include <ringleader/actors/membership/view_listeners.hpp>
#include <ringleader/actors/runtime/context.hpp>
#include <ringleader/actors/supervisor/supervisor.hpp>
#include <ringleader/contract/errors.hpp>

#include <caf/actor_system.hpp>

#include <atomic>
#include <memory>

namespace ringleader {

class node_tree {
public:
  /// Opens store and transport, then starts the actors.
  static result<std::unique_ptr<node_tree>> start(caf::actor_system& sys, node_options options,
                                                  node_ports ports);
  ~node_tree();
  node_tree(const node_tree&) = delete;
  node_tree& operator=(const node_tree&) = delete;

  caf::actor_system& system() const { return sys_; }
  node_context& context() const { return *node_; }
  node_context_ptr context_ptr() const { return node_; }
  singleton_specs& singletons() const { return elections_->singletons; }
  const caf::actor& proxy(child who) const { return proxies_[static_cast<std::size_t>(who)]; }
  const caf::actor& top() const { return top_; }

  /// Handler of what ends the node; called at most once, from any thread. It must not block.
  void on_failure(std::function<void(const failure&)> handler);

  /// Asks whoever runs the node to stop it: the first time, the handler is called on this thread.
  void request_stop();
  bool stop_requested() const { return stop_requested_; }
  /// Called at once where a stop was requested before.
  void on_stop_requested(std::function<void()> handler);

  /// The node cannot go on: tells the handler, the first time.
  void fail(const failure& why);

  /// Waits until each built-in actor has been started, so that a message finds it. Not from an
  /// actor, and not where the scheduler is stepped.
  void wait_until_started() const;

  /// Stops all actors in reverse order and closes the ports. Not from an actor.
  void stop();

  /// The same without waiting, for simulations that step the scheduler themselves: kills the top,
  /// then all that it knows. close_ports() ends what is left.
  void kill();
  void close_ports();

private:
  node_tree(caf::actor_system& sys, node_context_ptr node);

  result<void> open();
  result<void> listen();
  void spawn_tree();
  supervised describe(child who);
  result<caf::actor> spawn_child(child who, generation number);

  caf::actor_system& sys_;
  node_context_ptr node_;
  // What outlives the actors of one family.
  std::shared_ptr<view_listeners> listeners_ = std::make_shared<view_listeners>();
  std::shared_ptr<held_locks> locks_ = std::make_shared<held_locks>();
  std::shared_ptr<kept_elections> elections_ = std::make_shared<kept_elections>();
  std::shared_ptr<opened_store> store_;
  std::shared_ptr<transport> transport_;
  std::array<caf::actor, child_count> proxies_;
  caf::actor top_;
  std::mutex failure_mutex_;
  std::function<void(const failure&)> on_failure_;
  std::optional<failure> failed_;
  std::mutex stop_mutex_;
  std::function<void()> on_stop_requested_;
  std::atomic<bool> stop_requested_{false};
  bool stopped_ = false;
};

} // namespace ringleader

// SPDX-License-Identifier: BSD-3-Clause
/// node: this process as a member of a cluster. The composition root: opens the store and the
/// transport, starts the built-in actors under their supervisor and hands out what applications
/// use.
///
///   auto started = node::start(sys, options);
///   if (!started) return complain(started.error());
///   ringleader::node& n = *started;
///   auto accounts = n.host<account>("account", account_actor);   // routed<account>
///
/// start() answers when the actors run; joining goes on in the background, and messages wait for
/// it up to their deadlines. Handles that a node gave stay good while built-in actors are rebuilt.
/// The destructor leaves the cluster if nobody called leave().
///
/// Does not promise that the node is a member: wait_until_up() does, or a deadline on each request.
#pragma once

#include <ringleader/actors/entities/entity_proxy.hpp>
#include <ringleader/actors/entities/spawn_hosted.hpp>
#include <ringleader/actors/leader/spawn_singleton.hpp>
#include <ringleader/actors/locks/scoped_lock.hpp>
#include <ringleader/actors/node/tree.hpp>
#include <ringleader/actors/runtime/context.hpp>
#include <ringleader/contract/elections.hpp>
#include <ringleader/contract/locks.hpp>
#include <ringleader/contract/members.hpp>
#include <ringleader/options/node_options.hpp>

#include <caf/actor_system.hpp>

#include <memory>

namespace ringleader {

class node {
public:
  /// Opens directory and port and starts the actors. Errors: those of lmdb_store::open and
  /// asio_transport::start, and invalid_option.
  static result<node> start(caf::actor_system& sys, const node_options& options);

  /// With other ports, such as a store of one's own.
  static result<node> start(caf::actor_system& sys, const node_options& options, node_ports ports);

  /// The same without waiting for the actors, for simulations that step the scheduler themselves:
  /// until it ran, a message is answered with `stopping`.
  static result<node> assemble(caf::actor_system& sys, const node_options& options,
                               node_ports ports);

  node(node&&) noexcept;
  node& operator=(node&&) noexcept;
  ~node();

  /// Hosts a type of entity: fn is the actor's function, taking I's (stateful) pointer and the
  /// activation. Every node may route to it by the name. Spelled the same on every node.
  template <class Interface, class Function>
  routed<Interface> host(const std::string& type, Function fn) {
    add_type(define_hosted<Interface>(type, std::move(fn)));
    return entity_proxy<Interface>(type);
  }

  /// Reaches a type that other nodes host.
  template <class Interface> routed<Interface> route(const std::string& type) {
    add_type(define_routed<Interface>(type));
    return entity_proxy<Interface>(type);
  }

  /// Runs fn(self, const leadership&, args...) on the winner of the election of that name, among
  /// all nodes that run the same singleton: the earliest of them.
  template <class Function, class... Args,
            class = std::enable_if_t<!std::is_same_v<Function, singleton_options>>>
  void run_singleton(const std::string& election, Function fn, Args... args) {
    run_singleton(election, singleton_options{}, std::move(fn), std::move(args)...);
  }

  /// The same by other rules. EXPECTS options that make sense: see election_rules.
  template <class Function, class... Args>
  void run_singleton(const std::string& election, const singleton_options& options, Function fn,
                     Args... args) {
    add_singleton(make_singleton(election, options, std::move(fn), std::move(args)...));
  }

  lock_manager locks() const;
  election_manager elections() const;
  membership members() const;

  const std::string& name() const;
  endpoint listens_at() const;
  caf::actor_system& system() const;

  /// True when this node is a member with a valid lease; false after `timeout`. Blocks.
  bool wait_until_up(duration timeout) const;

  /// Gives the work back and leaves the cluster; then stops. Idempotent.
  void leave();

  /// Stops at once, as a crash would, but in order.
  void stop();

  /// True once an operator asked the node to leave for good and its votes and partitions have gone
  /// to others; leave() it then.
  bool has_departed() const;

  /// Called once if the node cannot go on: a refused join, a supervisor that gave up. Comes from
  /// any thread, also the one that reads the node's frames: must not block, nor ask the node
  /// anything.
  void on_failure(std::function<void(const failure&)> handler);

  /// For tests of supervision and for tools.
  node_tree& tree();

private:
  explicit node(std::unique_ptr<node_tree> tree);

  template <class Interface> routed<Interface> entity_proxy(const std::string& type) {
    return spawn_entity_proxy<Interface>(system(), book(), definition(type));
  }

  void add_type(entity_definition_ptr type);
  void add_singleton(singleton_spec spec);
  std::shared_ptr<const address_book> book() const;
  entity_definition_ptr definition(const std::string& type) const;

  std::unique_ptr<node_tree> tree_;
};

} // namespace ringleader

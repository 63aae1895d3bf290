// SPDX-License-Identifier: BSD-3-Clause
/// node: this process as a member of a cluster. The composition root: opens the store and the
/// transport, starts the built-in actors under their supervisor and hands out what applications
/// use.
///
///   auto started = node::start(sys, options);
///   if (!started) return complain(started.error());
///   ringleader::node& n = *started;
///   auto accounts = n.host<account_actor>(bank::accounts);      // a ringleader::entity
///   auto ledgers = n.host(bank::ledgers, keep_ledger);          // a function for a behavior
///   accounts["alice"].tell(self, deposit{500});                 // contract/entity_ref.hpp
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
#include <ringleader/contract/elections.hpp>
#include <ringleader/contract/entity_ref.hpp>
#include <ringleader/contract/locks.hpp>
#include <ringleader/contract/members.hpp>
#include <ringleader/contract/type_ids.hpp>
#include <ringleader/options/node_options.hpp>

#include <caf/actor_system.hpp>

#include <functional>
#include <memory>
#include <string>

namespace ringleader {

class node_tree;
struct node_ports;

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

  /// Hosts a type of entity: each activation is an Actor, a ringleader::entity, made of copies of
  /// `args`. Every node may route to it by the name. What cannot be hosted (a name that is hosted
  /// already, or has another interface) ends the node with a reason that says what to do, and is
  /// the answer to whatever is sent to it.
  template <class Actor, class Interface, class... Args>
  entities<Interface> host(const entity_type<Interface>& type, const entity_options& options,
                           Args... args) {
    return add<Interface>(define_entity<Actor>(type, options, std::move(args)...));
  }
  template <class Actor, class Interface>
  entities<Interface> host(const entity_type<Interface>& type) {
    return host<Actor>(type, entity_options{});
  }

  /// The same of a function, which takes the interface's (stateful) pointer and the activation and
  /// returns the behavior.
  template <class Interface, class Function>
  entities<Interface> host(const entity_type<Interface>& type, Function fn,
                           const entity_options& options = {}) {
    return add<Interface>(define_hosted<Interface>(type.name(), options, std::move(fn)));
  }

  /// Reaches a type that other nodes host.
  template <class Interface> entities<Interface> route(const entity_type<Interface>& type) {
    return add<Interface>(define_routed<Interface>(type.name()));
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

  /// Asks the program to stop this node, as `run` does upon SIGTERM and SIGINT. From any thread.
  void request_stop();

  /// True from then on. What takes long looks at it.
  bool stop_requested() const;

  /// Called once when it is, from the thread that requested it: must not block. Called at once
  /// where it is already.
  void on_stop_requested(std::function<void()> handler);

  /// Gives this node's vote, if it has one, and its partitions to other members, as the subcommand
  /// `leave` does, and waits for it. False where it took longer, or nobody else is there. Blocks.
  bool depart(duration timeout);

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

  template <class Interface> entities<Interface> add(entity_definition_ptr type) {
    return entities<Interface>{spawn_entity_proxy<Interface>(system(), add_type(std::move(type)))};
  }

  proxy_context add_type(entity_definition_ptr type);
  void add_singleton(singleton_spec spec);
  std::unique_ptr<node_tree> tree_;
};

} // namespace ringleader

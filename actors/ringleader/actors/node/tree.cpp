// SPDX-License-Identifier: BSD-3-Clause
#include <ringleader/actors/control_log/admin_desk.hpp>
#include <ringleader/actors/control_log/control_log.hpp>
#include <ringleader/actors/entities/host.hpp>
#include <ringleader/actors/entities/router.hpp>
#include <ringleader/actors/leader/leader_actor.hpp>
#include <ringleader/actors/locks/locks_actor.hpp>
#include <ringleader/actors/membership/membership_actor.hpp>
#include <ringleader/actors/node/tree.hpp>
#include <ringleader/actors/runtime/gated.hpp>
#include <ringleader/actors/runtime/messages.hpp>
#include <ringleader/actors/supervisor/forwarding_proxy.hpp>
#include <ringleader/actors/supervisor/messages.hpp>
#include <ringleader/actors/transport/transport_actor.hpp>
#include <ringleader/drivers/log/logging.hpp>
#include <ringleader/options/configure.hpp>

#include <caf/scoped_actor.hpp>
#include <caf/send.hpp>

namespace ringleader {

namespace {

// A built-in actor that fails more often than this is broken beyond what a restart can mend.
restart_options builtin_restarts() {
  restart_options options;
  options.intensity = 10;
  options.period = std::chrono::seconds{10};
  options.pause = std::chrono::milliseconds{10};
  options.pause_max = std::chrono::seconds{1};
  return options;
}

} // namespace

node_tree::node_tree(caf::actor_system& sys, node_context_ptr node)
  : sys_(sys), node_(std::move(node)) {}

node_tree::~node_tree() {
  stop();
  close_ports();
}

result<std::unique_ptr<node_tree>> node_tree::start(caf::actor_system& sys, node_options options,
                                                    node_ports ports) {
  if (auto possible = configure(options); !possible) return possible.error();
  auto node = std::make_shared<node_context>();
  node->options = std::move(options);
  node->ports = std::move(ports);
  node->boot = boot_id{node->ports.entropy->next()};
  node->name = node->options.name;
  node->gate = std::make_shared<delivery_gate>(*node->ports.clock, node->lease, node->book,
                                               node->options.mailbox_max);
  std::unique_ptr<node_tree> tree{new node_tree{sys, node}};
  if (auto opened = tree->open(); !opened) return opened.error();
  tree->spawn_tree();
  return tree;
}

result<void> node_tree::open() {
  auto opened = node_->ports.open_store();
  if (!opened) return opened.error();
  store_ = std::make_shared<opened_store>(std::move(*opened));
  node_->store = store_->state.identity.store;
  node_->lock_file = store_->lock_file;
  node_->cluster.store(store_->state.identity.cluster.value);
  if (auto listening = listen(); !listening) {
    store_->store->close();
    return listening.error();
  }
  // Now that it is known who the node is.
  auto all = configure(node_->options, node_identity{node_->store, node_->name, node_->advertise});
  if (!all) return all.error();
  node_->configuration = std::make_shared<const node_configuration>(std::move(*all));
  return {};
}

result<void> node_tree::listen() {
  auto port = open_transport(*node_);
  if (!port) return port.error();
  transport_ = *port;
  node_->control.open(sys_, *transport_);
  return {};
}

supervised node_tree::describe(child who) {
  supervised s;
  s.spec.name = to_string(who);
  s.start = [this, who](generation number) { return spawn_child(who, number); };
  s.publish = [node = node_, who](caf::actor handle) {
    node->book.set(who, handle);
    // It is lazy until then: what it asks the others for is answered to where the book says.
    if (handle) caf::anon_send(handle, begin_life{});
    // The transport listens before the actors run: peers may be up already.
    node->in.introduce(who);
  };
  s.started = &node_->children_of(who);
  if (who == child::control_log)
    s.close = [this] {
      if (store_) store_->store->close(); // waits for the writes of this generation
      store_.reset();
    };
  if (who == child::transport)
    s.close = [this] {
      if (transport_) close_transport(*node_, *transport_);
      transport_.reset();
    };
  return s;
}

result<caf::actor> node_tree::spawn_child(child who, generation number) {
  switch (who) {
  case child::transport:
    if (!transport_) {
      if (auto listening = listen(); !listening) return listening.error();
      // The membership actor links its peers anew when it sees that they are down.
      if (auto members = node_->book.get(child::members)) caf::anon_send(members, relink{});
    }
    return caf::actor{sys_.spawn<caf::lazy_init>(transport_actor, node_, transport_)};
  case child::control_log: {
    if (!store_) {
      auto opened = node_->ports.open_store();
      if (!opened) return opened.error();
      if (opened->state.identity.store != node_->store)
        return failure{errc::corrupt, "the data directory is another one than at the start"};
      store_ = std::make_shared<opened_store>(std::move(*opened));
    }
    return caf::actor{sys_.spawn<control_log, caf::lazy_init>(
      node_, store_.get(), number.value, [this](const failure& why) { fail(why); })};
  }
  case child::members:
    return caf::actor{sys_.spawn<membership_actor, caf::lazy_init>(
      node_, listeners_, [this](const failure& why) { fail(why); })};
  case child::partitions: return caf::actor{sys_.spawn<router, caf::lazy_init>(node_)};
  case child::entities: return caf::actor{sys_.spawn<host, caf::lazy_init>(node_, number.value)};
  case child::locks:
    return caf::actor{sys_.spawn<locks_actor, caf::lazy_init>(node_, number.value, locks_)};
  case child::leader:
    return caf::actor{sys_.spawn<leader_actor, caf::lazy_init>(node_, number.value, elections_)};
  case child::admin:
    // A thread of its own, but where there are no threads.
    if (node_->control.queue() == nullptr)
      return caf::actor{sys_.spawn<admin_desk, caf::lazy_init>(node_)};
    return caf::actor{sys_.spawn<admin_desk, caf::detached>(node_)};
  }
  return {errc::not_found, "no such child"};
}

void node_tree::spawn_tree() {
  std::vector<supervised> children;
  for (std::size_t i = 0; i < child_count; ++i) children.push_back(describe(static_cast<child>(i)));
  for (std::size_t i = 0; i < child_count; ++i)
    proxies_[i] = spawn_forwarding_proxy(sys_, node_, static_cast<child>(i));
  top_ = sys_.spawn<supervisor>("node", builtin_restarts(), std::move(children), node_->ports.clock,
                                node_->ports.entropy->next(), [this](const cause_chain& causes) {
                                  fail({errc::stopping, to_string(causes)});
                                });
}

void node_tree::wait_until_started() const {
  caf::scoped_actor self{sys_};
  self->request(top_, caf::infinite, begin_life{}).receive([](bool) {}, [](caf::error&) {});
}

void node_tree::request_stop() {
  std::lock_guard<std::mutex> guard{stop_mutex_};
  if (!stop_requested_.exchange(true) && on_stop_requested_) on_stop_requested_();
}

void node_tree::on_stop_requested(std::function<void()> handler) {
  std::lock_guard<std::mutex> guard{stop_mutex_};
  on_stop_requested_ = std::move(handler);
  if (stop_requested_ && on_stop_requested_) on_stop_requested_();
}

void node_tree::on_failure(std::function<void(const failure&)> handler) {
  std::unique_lock<std::mutex> guard{failure_mutex_};
  on_failure_ = std::move(handler);
  if (failed_ && on_failure_) on_failure_(*failed_);
}

void node_tree::fail(const failure& why) {
  std::unique_lock<std::mutex> guard{failure_mutex_};
  if (failed_) return;
  failed_ = why;
  log::error(log::area::node, "cannot go on", {{"why", to_string(why)}});
  if (on_failure_) on_failure_(why);
}

void node_tree::stop() {
  if (stopped_) return;
  stopped_ = true;
  if (top_) {
    caf::scoped_actor self{sys_};
    self->request(top_, caf::infinite, stop_tree{}).receive([](bool) {}, [](caf::error&) {});
  }
  kill();
  close_ports();
}

void node_tree::kill() {
  stopped_ = true;
  if (top_) caf::anon_send_exit(top_, caf::exit_reason::kill);
  top_ = nullptr;
  for (std::size_t i = 0; i < child_count; ++i) {
    if (auto handle = node_->book.get(static_cast<child>(i)))
      caf::anon_send_exit(handle, caf::exit_reason::kill);
    for (auto& member : node_->started_by[i].take())
      caf::anon_send_exit(member, caf::exit_reason::kill);
    node_->book.set(static_cast<child>(i), {});
    if (proxies_[i]) caf::anon_send_exit(proxies_[i], caf::exit_reason::kill);
  }
}

void node_tree::close_ports() {
  if (transport_) close_transport(*node_, *transport_);
  transport_.reset();
  if (store_ && store_->store) store_->store->close();
  store_.reset();
}

} // namespace ringleader

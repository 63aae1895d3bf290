// SPDX-License-Identifier: BSD-3-Clause
#include <ringleader/actors/leader/messages.hpp>
#include <ringleader/actors/membership/messages.hpp>
#include <ringleader/actors/node/node.hpp>
#include <ringleader/actors/node/real_ports.hpp>
#include <ringleader/actors/node/tree.hpp>
#include <ringleader/actors/runtime/messages.hpp>

#include <caf/scoped_actor.hpp>
#include <caf/send.hpp>

#include <algorithm>
#include <thread>

namespace ringleader {

result<node> node::start(caf::actor_system& sys, const node_options& options) {
  auto ports = real_ports(options);
  if (!ports) return ports.error();
  return start(sys, options, std::move(*ports));
}

result<node> node::start(caf::actor_system& sys, const node_options& options, node_ports ports) {
  auto assembled = assemble(sys, options, std::move(ports));
  if (assembled) assembled->tree_->wait_until_started();
  return assembled;
}

result<node> node::assemble(caf::actor_system& sys, const node_options& options, node_ports ports) {
  auto tree = node_tree::start(sys, options, std::move(ports));
  if (!tree) return tree.error();
  return node{std::move(*tree)};
}

node::node(std::unique_ptr<node_tree> tree) : tree_(std::move(tree)) {}
node::node(node&&) noexcept = default;
node& node::operator=(node&&) noexcept = default;

node::~node() {
  if (tree_) leave();
}

lock_manager node::locks() const {
  return caf::actor_cast<lock_manager>(tree_->proxy(child::locks));
}

election_manager node::elections() const {
  return caf::actor_cast<election_manager>(tree_->proxy(child::leader));
}

membership node::members() const {
  return caf::actor_cast<membership>(tree_->proxy(child::members));
}

const std::string& node::name() const { return tree_->context().name; }
endpoint node::listens_at() const { return tree_->context().advertise; }
caf::actor_system& node::system() const { return tree_->system(); }
node_tree& node::tree() { return *tree_; }

proxy_context node::add_type(entity_definition_ptr type) {
  auto context = tree_->context_ptr();
  proxy_context proxy{{context, &context->book}, type, context->definitions.add(type)};
  if (proxy.refused.ok())
    caf::anon_send(tree_->proxy(child::members), announce_nudge{});
  else
    tree_->fail(proxy.refused.error());
  return proxy;
}

void node::add_singleton(singleton_spec spec) {
  auto& options = spec.options;
  EXPECTS(by_votes(options.policy) == (options.voting > duration::zero()));
  EXPECTS(!options.take_over || options.policy != election_policy::seniority);
  tree_->singletons().add(std::move(spec));
  caf::anon_send(tree_->proxy(child::leader), singleton_added{});
}

bool node::wait_until_up(duration timeout) const {
  auto& context = tree_->context();
  auto deadline = context.now() + timeout;
  while (!context.lease.valid(*context.ports.clock)) {
    if (context.now() >= deadline) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds{5});
  }
  return true;
}

bool node::depart(duration timeout) {
  if (!tree_) return false;
  auto& context = tree_->context();
  caf::scoped_actor self{system()};
  std::size_t alive = 0;
  self->request(members(), std::chrono::seconds{1}, get_view{})
    .receive([&](const view& all) { alive = count_alive(all); }, [](const caf::error&) {});
  if (alive < 2) return false;
  context.departing = true;
  if (auto log = context.book.get(child::control_log))
    self->send(log, watch_registry{child::members}); // which looks at that with each update
  for (auto deadline = context.now() + timeout; !has_departed();) {
    if (context.now() >= deadline) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds{5});
  }
  return true;
}

void node::leave() {
  if (!tree_) return;
  // Work first, then the membership: nothing of ours runs when others take over.
  caf::scoped_actor self{system()};
  auto& context = tree_->context();
  context.leaving = true;
  for (auto who : {child::leader, child::entities, child::locks})
    if (auto to = context.book.get(who))
      self->request(to, std::chrono::seconds{5}, drain_all{})
        .receive([](bool) {}, [](caf::error&) {});
  if (auto to = context.book.get(child::members))
    self->request(to, std::chrono::seconds{5}, leave_request{})
      .receive([](bool) {}, [](caf::error&) {});
  stop();
}

bool node::has_departed() const { return tree_->context().departed; }

void node::stop() {
  if (tree_) tree_->stop(); // handles that were given out stay valid and answer with errors
}

void node::request_stop() { tree_->request_stop(); }

bool node::stop_requested() const { return tree_->stop_requested(); }

void node::on_stop_requested(std::function<void()> handler) {
  tree_->on_stop_requested(std::move(handler));
}

void node::on_failure(std::function<void(const failure&)> handler) {
  tree_->on_failure(std::move(handler));
}

} // namespace ringleader

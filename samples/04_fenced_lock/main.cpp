// SPDX-License-Identifier: BSD-3-Clause
// A lock and what it cannot do: a holder that was frozen wakes up and still believes that it holds
// the lock. The file store compares tokens, so nothing comes of it.
#include "file_store.hpp"

#include <ringleader/actors/node/run.hpp>
#include <ringleader/ringleader.hpp>

#include <iostream>
#include <thread>

using namespace std::chrono_literals;
using ringleader::result;
using ringleader::scoped_lock;

namespace {

ringleader::application_options own_options() {
  namespace po = boost::program_options;
  ringleader::application_options own{"fenced lock"};
  own.add_options()("file", po::value<std::string>()->default_value("ledger.txt"),
                    "What the lock guards; its marks are in the same place with .fence behind.")(
    "serve", po::bool_switch(), "Appends lines for ever, to be stopped and continued by hand.");
  return own;
}

ringleader::acquire the_ledger(ringleader::duration lease) {
  ringleader::acquire what{"ledger", lease, ringleader::wait_forever};
  what.fenced = true; // the store compares tokens: the next holder need not wait for stragglers
  return what;
}

/// True if the store took it.
bool append(file_store& store, const std::string& who, ringleader::fencing_token token,
            const std::string& line) {
  auto done = store.append(token, line);
  std::cout << who << ": " << (done ? "wrote '" + line + "'" : to_string(done.error()))
            << std::endl;
  return done.ok();
}

result<scoped_lock> lock(ringleader::node& node, const std::string& who,
                         ringleader::duration lease) {
  auto held = scoped_lock::acquire(node.locks(), the_ledger(lease));
  std::cout << who << ": "
            << (held ? "holds the ledger under token " + to_string(held->token())
                     : to_string(held.error()))
            << std::endl;
  return held;
}

/// Two threads stand for two processes: the first freezes for longer than its lease.
bool demonstrate(ringleader::node& node, file_store& store) {
  auto first = lock(node, "first", 500ms);
  if (!first || !append(store, "first", first->token(), "first was here")) return false;
  std::cout << "first: freezes" << std::endl;
  auto second_wrote = false;
  std::thread second{[&] {
    auto held = lock(node, "second", 10s);
    second_wrote = held && append(store, "second", held->token(), "second was here");
  }};
  second.join(); // for as long as it takes: the first does nothing at all
  std::cout << "first: wakes up, and does not ask whether it still holds the lock" << std::endl;
  auto first_wrote = append(store, "first", first->token(), "first goes on");
  std::cout << "the ledger says:\n" << store.read() << std::flush;
  return second_wrote && !first_wrote;
}

struct clerk_state {
  ringleader::lock_grant grant;
  int line = 0;
};

/// By hand, on several nodes: stop the process that writes, and continue it. It writes on without
/// listening to lock_lost, so that the store is all that stands in its way.
caf::behavior clerk(caf::stateful_actor<clerk_state>* self, const ringleader::lock_manager& locks,
                    const std::string& who, const std::shared_ptr<file_store>& store) {
  self->set_default_handler(caf::drop);
  self->monitor(locks); // its end is the node's
  self->set_down_handler([=](caf::down_msg&) { self->quit(); });
  auto acquire = [=] {
    self->state.grant = {};
    self->request(locks, caf::infinite, the_ledger(2s))
      .then([=](const ringleader::lock_grant& grant) { self->state.grant = grant; },
            [=](caf::error& err) {
              std::cout << who << ": " << ringleader::to_text(err) << std::endl;
            });
  };
  self->send(self, caf::tick_atom_v);
  return {[=](caf::tick_atom) {
    self->delayed_send(self, 500ms, caf::tick_atom_v);
    auto& held = self->state.grant;
    if (!held.token) return acquire();
    auto line = who + " " + std::to_string(++self->state.line);
    if (!append(*store, who, held.token, line)) return acquire();
    self->request(locks, 2s, ringleader::extend{held, 2s})
      .then([](const ringleader::lock_grant&) {}, [](caf::error&) {});
  }};
}

} // namespace

int main(int argc, char** argv) {
  auto body = [&](ringleader::node& node, const ringleader::application_values& values) {
    auto store = std::make_shared<file_store>(values["file"].as<std::string>());
    if (values["serve"].as<bool>()) {
      node.system().spawn(clerk, node.locks(), node.name(), store);
      return ringleader::serve_until_signal;
    }
    return node.wait_until_up(10s) && demonstrate(node, *store) ? 0 : 1;
  };
  return ringleader::run<>(argc, argv, body, own_options());
}

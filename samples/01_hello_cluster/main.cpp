// SPDX-License-Identifier: BSD-3-Clause
// One type of entity on a cluster of one node: greet a few people, each of whom is an actor that
// lives under its name. The same program runs on ten nodes: start it with --founders or --seeds.
#include <ringleader/actors/node/run.hpp>
#include <ringleader/ringleader.hpp>

#include <caf/scoped_actor.hpp>

#include <iostream>

using namespace std::chrono_literals;

CAF_BEGIN_TYPE_ID_BLOCK(hello, caf::id_block::ringleader::end)
  CAF_ADD_ATOM(hello, hello, greet_atom, "greet")
CAF_END_TYPE_ID_BLOCK(hello)

// What an entity understands: a typed actor like any other.
using greeter = caf::typed_actor<caf::replies_to<hello::greet_atom>::with<std::string>>;

struct greeter_state {
  int visits = 0;
};

// Started by the first message to a key, wherever in the cluster that key belongs.
greeter::behavior_type greet(greeter::stateful_pointer<greeter_state> self,
                             const ringleader::activation& who) {
  return {[=](hello::greet_atom) {
    auto times = std::to_string(++self->state.visits);
    return "hello " + who.key + ", visit " + times + " on node " + who.node;
  }};
}

bool run_hello(ringleader::node& node) {
  auto greeters = node.host<greeter>("greeter", greet);
  caf::scoped_actor self{node.system()};
  auto done = true;
  for (auto* name : {"alice", "bob", "alice"}) {
    ringleader::ask(self, greeters, name, 5s, hello::greet_atom_v)
      .receive([](const std::string& text) { std::cout << text << std::endl; },
               [&](const caf::error& err) {
                 std::cerr << "no answer: " << ringleader::to_text(err) << std::endl;
                 done = false;
               });
  }
  return !done; // true would go on serving until SIGTERM
}

int main(int argc, char** argv) { return ringleader::run<>(argc, argv, run_hello); }

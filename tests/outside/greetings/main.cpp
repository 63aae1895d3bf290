// SPDX-License-Identifier: BSD-3-Clause
// An application as somebody writes it who has only installed Ringleader, and has actors of CAF's
// own kind already.
#include "greeter.hpp"

#include <ringleader/run.hpp>

#include <caf/scoped_actor.hpp>

#include <iostream>

using namespace std::chrono_literals;

int run_greetings(ringleader::node& node) {
  auto greeters = node.host(ringleader::entity_type<greeter>{"greeter"}, greet);
  caf::scoped_actor self{node.system()};
  for (auto* name : {"alice", "bob", "alice"})
    greeters[name]
      .ask(self, 30s, greetings::greet_atom_v)
      .receive([](const std::string& text) { std::cout << text << std::endl; },
               [](const caf::error& err) { std::cout << ringleader::to_text(err) << std::endl; });
  return 0;
}

int main(int argc, char** argv) { return ringleader::run<>(argc, argv, run_greetings); }

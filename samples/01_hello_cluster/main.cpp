// SPDX-License-Identifier: BSD-3-Clause
// One type of entity on a cluster of one node: greet a few people, each of whom is an entity that
// lives under its name. The same program runs on ten nodes: start it with --founders or --seeds.
#include <ringleader/run.hpp>

#include <iostream>

using namespace std::chrono_literals;

namespace hello {

// What is sent, and which of its fields.
struct greet {
  std::string greeting;
};
RINGLEADER_FIELDS(greet, greeting)

} // namespace hello

RINGLEADER_TYPES(hello, hello::greet)

namespace hello {

// What an entity understands and answers, and what the cluster calls such entities.
using greeter = ringleader::interface<std::string(greet)>;
const ringleader::entity_type<greeter> greeters{"greeter"};

struct visits {
  int count = 0;
};

// Started by the first message to a key, wherever in the cluster that key belongs.
struct greeter_actor : ringleader::entity<greeter, visits> {
  std::string on(const greet& message) {
    auto times = std::to_string(++state().count);
    return message.greeting + " " + key() + ", visit " + times + " on node " + node();
  }
};

int run(ringleader::node& node) {
  auto people = node.host<greeter_actor>(greeters);
  for (auto* name : {"alice", "bob", "alice"}) {
    auto said = people[name].call(5s, greet{"hello"});
    if (!said) {
      std::cerr << "no answer: " << to_string(said.error()) << std::endl;
      return 1;
    }
    std::cout << *said << std::endl;
  }
  return 0; // ringleader::serve_until_signal would go on until SIGTERM
}

} // namespace hello

int main(int argc, char** argv) { return ringleader::run<hello::types>(argc, argv, hello::run); }

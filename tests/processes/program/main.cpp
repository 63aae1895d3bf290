// SPDX-License-Identifier: BSD-3-Clause
// The node program of the process tests: a counter for each key, a pulse on one node, and a console
// for the test that drives it. What the entities and the singleton do goes to files that all nodes
// share, if their names are given.
#include <ringleader/actors/node/run.hpp>

#include "clerk.hpp"
#include "console.hpp"
#include "counter.hpp"
#include "pulse.hpp"
#include "writers.hpp"

#include <boost/program_options/value_semantic.hpp>

#include <chrono>
#include <iostream>
#include <string>
#include <thread>

namespace {

namespace po = boost::program_options;
using namespace ringleader;

std::shared_ptr<append_file> open_named(const application_values& values, const char* option) {
  if (values.count(option) == 0) return nullptr;
  return std::make_shared<append_file>(values[option].as<std::string>());
}

/// A status, or `wait` until a stop is requested, or `hang`, which looks at nothing.
int run_body(node& n, const std::string& what) {
  if (what != "wait" && what != "hang") return std::stoi(what);
  n.on_stop_requested([] { std::cout << "told to stop" << std::endl; });
  std::cout << "body runs" << std::endl;
  while (what == "hang" || !n.stop_requested())
    std::this_thread::sleep_for(std::chrono::milliseconds{10});
  return 4;
}

int serve(node& n, const application_values& values) {
  if (values.count("body") != 0) return run_body(n, values["body"].as<std::string>());

  auto ledger = open_named(values, "ledger");
  routed<counter> counters =
    n.host(entity_type<counter>{"counter"},
           [ledger](counter::stateful_pointer<counter_state> self, const activation& which) {
             return count(self, which, ledger);
           });
  if (auto file = open_named(values, "pulse")) n.run_singleton("pulse", pulse, n.name(), file);
  if (auto file = open_named(values, "clerks")) spawn_clerks(n, counters, file);
  if (auto file = open_named(values, "witness")) spawn_witnesses(n, file);
  if (values.count("vault") != 0)
    spawn_writers(n, *parse_endpoint(values["vault"].as<std::string>()));
  spawn_console(n, counters);
  return serve_until_signal;
}

} // namespace

int main(int argc, char** argv) {
  application_options extra{"Options of the test program"};
  extra.add_options()("ledger", po::value<std::string>(), "Appends each applied add to this file.")(
    "pulse", po::value<std::string>(), "Appends a line to this file while the singleton runs.")(
    "clerks", po::value<std::string>(), "Works without end and appends what came of it.")(
    "vault", po::value<std::string>(), "HOST:PORT to write to under locks and leading.")(
    "body", po::value<std::string>(), "What the body answers or does.")(
    "witness", po::value<std::string>(), "Appends what is seen to be granted.");
  return run<caf::id_block::process_node>(argc, argv, serve, extra);
}

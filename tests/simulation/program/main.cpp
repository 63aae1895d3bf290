// SPDX-License-Identifier: BSD-3-Clause
// Runs many seeds of the simulation of one Raft group, or replays one:
//
//   simulation --seeds 10000 --from 1 --nodes 5 --learners 1
//   simulation --replay 4711 --nodes 3 [--log]
//
// The last line counts; the exit code is 1 after a violation or a group that did not converge.
#include <ringleader/testkit/machines/simulation.hpp>

#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <iostream>
#include <map>
#include <string>
#include <unistd.h>

using namespace ringleader;
using namespace ringleader::testkit;

namespace {

// What to replay if a machine aborts: written before each run, printed by the signal handler.
char current_seed[128];

void print_current_seed(int) {
  auto length = std::char_traits<char>::length(current_seed);
  if (write(STDERR_FILENO, current_seed, length) < 0) _exit(2);
  _exit(3);
}

struct arguments {
  simulation_options options;
  std::uint64_t seeds = 100;
  bool once = false; // do not run each seed twice
  bool log = false;
};

[[noreturn]] void explain() {
  std::cerr << "usage: simulation [--seeds N] [--from SEED] [--replay SEED] [--nodes 1|3|5|7]\n"
               "         [--learners 0|1|2] [--seconds N] [--plant FAULT] [--once] [--log]\n";
  std::exit(2);
}

arguments parse(int argc, char** argv) {
  arguments args;
  auto& options = args.options;
  for (int i = 1; i < argc; ++i) {
    std::string flag = argv[i];
    if (flag == "--once") {
      args.once = true;
      continue;
    }
    if (flag == "--log") {
      args.log = true;
      continue;
    }
    if (++i == argc) explain();
    std::string value = argv[i];
    if (flag == "--plant") {
      auto fault = parse_planted_fault(value);
      if (!fault) explain();
      options.plant = *fault;
      continue;
    }
    if (value.empty() || value.find_first_not_of("0123456789") != std::string::npos) explain();
    auto number = std::stoull(value);
    if (flag == "--seeds")
      args.seeds = number;
    else if (flag == "--from")
      options.seed = number;
    else if (flag == "--replay")
      options.seed = number, args.seeds = 1;
    else if (flag == "--nodes" && number % 2 == 1 && number <= 7)
      options.nodes = number;
    else if (flag == "--learners" && number <= 2)
      options.learners = number;
    else if (flag == "--seconds")
      options.faulty_time = std::chrono::seconds{number};
    else
      explain();
  }
  return args;
}

} // namespace

int main(int argc, char** argv) {
  auto args = parse(argc, argv);
  auto options = args.options;
  if (args.log) options.log = &std::cout;
  std::signal(SIGABRT, print_current_seed);
  std::map<std::string, std::uint64_t> found;
  simulation_report sum;
  std::uint64_t violations = 0;
  std::uint64_t not_converged = 0;
  auto began = std::chrono::steady_clock::now();
  for (std::uint64_t i = 0; i < args.seeds; ++i, ++options.seed) {
    std::snprintf(current_seed, sizeof current_seed,
                  "aborted in seed %llu nodes %zu learners %zu\n",
                  static_cast<unsigned long long>(options.seed), options.nodes, options.learners);
    bool once = args.once || args.log;
    auto report = once ? run_simulation(options) : run_simulation_twice(options);
    if (report.found)
      ++violations, ++found[to_string(report.found->kind)];
    else if (!report.converged)
      ++not_converged;
    if (!report.ok() || args.seeds == 1) std::cout << to_string(report) << std::endl;
    sum.acknowledged += report.acknowledged;
    sum.elections += report.elections;
    sum.crashes += report.crashes;
    sum.faults += report.faults;
    sum.steps += report.steps;
    sum.time += report.time;
  }
  for (const auto& [name, count] : found) std::cout << name << " in " << count << " seeds\n";
  std::chrono::duration<double> wall = std::chrono::steady_clock::now() - began;
  std::chrono::duration<double, std::ratio<3600>> hours = sum.time;
  std::printf(
    "simulation seeds=%llu violations=%llu not_converged=%llu acked=%llu elections=%llu "
    "crashes=%llu faults=%llu steps=%llu virtual_h=%.2f wall_s=%.1f\n",
    static_cast<unsigned long long>(args.seeds), static_cast<unsigned long long>(violations),
    static_cast<unsigned long long>(not_converged),
    static_cast<unsigned long long>(sum.acknowledged),
    static_cast<unsigned long long>(sum.elections), static_cast<unsigned long long>(sum.crashes),
    static_cast<unsigned long long>(sum.faults), static_cast<unsigned long long>(sum.steps),
    hours.count(), wall.count());
  return violations + not_converged == 0 ? 0 : 1;
}

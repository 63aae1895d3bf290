// SPDX-License-Identifier: BSD-3-Clause
// Runs many seeds of the simulation of one cluster's control log, or replays one:
//
//   simulation --seeds 10000 --from 1 --nodes 5
//   simulation --replay 4711 --nodes 3 [--log]
//   simulation_mutants --mutant commit_by_counting --seeds 20000
//
// The last line counts. The exit code is 1 after a violation, after a group that did not converge,
// and after a run that did less than the floors below say; with --mutant a finding is what is asked
// for, so the run ends with the first one and the exit code is 1 if there was none.
#include <ringleader/testkit/machines/mutant_names.hpp>
#include <ringleader/testkit/machines/simulation.hpp>

#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <iostream>
#include <map>
#include <string>
#include <unistd.h>

using namespace ringleader;
using namespace ringleader::testkit;

namespace {

// A simulation in which little happens proves little. Rates count where the run is long enough to
// have them: one acknowledged command a virtual second while no fault lasts, a fault every five
// virtual seconds while there are faults, 300 virtual hours in five minutes of one core.
constexpr double quiet_seconds_min = 60;
constexpr double core_seconds_min = 60;
constexpr double acknowledged_per_second = 1;
constexpr double faults_per_second = 0.2;
constexpr double virtual_per_core_second = 3600;

constexpr std::uint64_t progress_interval = 10'000; // seeds

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
               "         [--seconds N] [--mutant NAME] [--hostile] [--once] [--log]\n";
  std::exit(2);
}

arguments parse(int argc, char** argv) {
  arguments args;
  auto& options = args.options;
  for (int i = 1; i < argc; ++i) {
    std::string flag = argv[i];
    if (flag == "--hostile") {
      options.hostile = true;
      continue;
    }
    if (flag == "--once" || flag == "--log") {
      (flag == "--once" ? args.once : args.log) = true;
      continue;
    }
    if (++i == argc) explain();
    std::string value = argv[i];
    if (flag == "--mutant") {
      auto which = parse_mutant(value);
      if (!which || !has_mutants()) explain();
      options.planted = *which;
      options.hostile |= needs_hostile_member(*which);
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
    else if (flag == "--seconds")
      options.faulty_time = std::chrono::seconds{number};
    else
      explain();
  }
  return args;
}

double in_seconds(duration d) { return std::chrono::duration<double>(d).count(); }

struct totals {
  std::uint64_t seeds = 0;
  std::uint64_t violations = 0;
  std::uint64_t not_converged = 0;
  simulation_report sum;
  std::chrono::steady_clock::time_point began = std::chrono::steady_clock::now();

  void add(const simulation_report& report) {
    ++seeds;
    if (report.found)
      ++violations;
    else if (!report.converged)
      ++not_converged;
    sum.acknowledged += report.acknowledged;
    sum.acknowledged_quiet += report.acknowledged_quiet;
    sum.quiet_time += report.quiet_time;
    sum.faulty_time += report.faulty_time;
    sum.elections += report.elections;
    sum.crashes += report.crashes;
    sum.faults += report.faults;
    sum.steps += report.steps;
    sum.lease_checks += report.lease_checks;
    sum.time += report.time;
  }

  void print() const {
    auto number = [](std::uint64_t x) { return static_cast<unsigned long long>(x); };
    auto wall = std::chrono::duration<double>(std::chrono::steady_clock::now() - began);
    std::printf("simulation seeds=%llu violations=%llu not_converged=%llu acked=%llu "
                "elections=%llu crashes=%llu faults=%llu steps=%llu lease_checks=%llu "
                "virtual_h=%.2f wall_s=%.1f\n",
                number(seeds), number(violations), number(not_converged), number(sum.acknowledged),
                number(sum.elections), number(sum.crashes), number(sum.faults), number(sum.steps),
                number(sum.lease_checks), in_seconds(sum.time) / 3600, wall.count());
    std::fflush(stdout);
  }

  /// What this run did too little of; nothing if it is too short to tell.
  std::string below_floor() const {
    auto core = static_cast<double>(std::clock()) / CLOCKS_PER_SEC;
    auto quiet = in_seconds(sum.quiet_time);
    if (quiet >= quiet_seconds_min &&
        static_cast<double>(sum.acknowledged_quiet) < acknowledged_per_second * quiet)
      return std::to_string(sum.acknowledged_quiet) + " commands acknowledged in " +
             std::to_string(quiet) + " s without faults";
    auto faulty = in_seconds(sum.faulty_time);
    if (quiet >= quiet_seconds_min && static_cast<double>(sum.faults) < faults_per_second * faulty)
      return std::to_string(sum.faults) + " faults in " + std::to_string(faulty) + " s";
    if (core >= core_seconds_min && in_seconds(sum.time) < virtual_per_core_second * core)
      return std::to_string(in_seconds(sum.time) / core) + " virtual seconds in one of a core";
    return {};
  }
};

} // namespace

int main(int argc, char** argv) {
  auto args = parse(argc, argv);
  auto& options = args.options;
  if (args.log) options.log = &std::cout;
  bool hunts = options.planted != mutant::none;
  bool once = args.once || args.log;
  std::signal(SIGABRT, print_current_seed);
  std::map<std::string, std::uint64_t> found;
  totals all;
  for (std::uint64_t i = 0; i < args.seeds; ++i, ++options.seed) {
    std::snprintf(current_seed, sizeof current_seed, "aborted in seed %llu nodes %zu\n",
                  static_cast<unsigned long long>(options.seed), options.nodes);
    auto report = once ? run_simulation(options) : run_simulation_twice(options);
    if (!report.ok()) ++found[report.found ? to_string(report.found->kind) : "not_converged"];
    if (!report.ok() || args.seeds == 1) std::cout << to_string(report) << std::endl;
    all.add(report);
    if (all.seeds % progress_interval == 0 && all.seeds < args.seeds) all.print();
    if (hunts && !report.ok()) break;
  }
  for (const auto& [name, count] : found) std::cout << name << " in " << count << " seeds\n";
  auto bad = all.violations + all.not_converged;
  auto too_little = hunts || once ? std::string{} : all.below_floor();
  if (!too_little.empty()) std::cout << "below the floor: " << too_little << std::endl;
  all.print();
  if (hunts) return bad != 0 ? 0 : 1;
  return bad == 0 && too_little.empty() ? 0 : 1;
}

// SPDX-License-Identifier: BSD-3-Clause
// A scheduler like cron for a cluster: its jobs run on one node at a time, go on on another when
// that dies, and no slot of a job runs twice. Start it on several nodes with the same jobs and the
// same journal.
#include "schedule.hpp"

#include <ringleader/actors/node/run.hpp>

#include <iostream>

namespace {

ringleader::application_options own_options() {
  namespace po = boost::program_options;
  using texts = std::vector<std::string>;
  ringleader::application_options own{"scheduler"};
  own.add_options()("journal", po::value<std::string>()->default_value("journal.txt"),
                    "The file that all nodes share, for what was run.")(
    "job", po::value<texts>()->default_value(texts{"tick=1s"}, "tick=1s"),
    "NAME=PERIOD of a job; several times for several jobs.");
  return own;
}

int run_scheduler(ringleader::node& node, const ringleader::application_values& values) {
  std::vector<scheduler::job> jobs;
  for (auto& text : values["job"].as<std::vector<std::string>>()) {
    scheduler::job next;
    if (!scheduler::parse_job(text, next)) {
      std::cerr << "scheduler: '" << text << "' is no NAME=PERIOD with at least 10ms\n";
      return 2;
    }
    jobs.push_back(std::move(next));
  }
  node.run_singleton("scheduler", scheduler::schedule, jobs, values["journal"].as<std::string>(),
                     node.name());
  return ringleader::serve_until_signal;
}

} // namespace

int main(int argc, char** argv) {
  return ringleader::run<>(argc, argv, run_scheduler, own_options());
}

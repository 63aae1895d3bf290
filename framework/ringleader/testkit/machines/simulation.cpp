// SPDX-License-Identifier: BSD-3-Clause
#include <ringleader/base/expects.hpp>
#include <ringleader/testkit/machines/mutant_names.hpp>
#include <ringleader/testkit/machines/simulated_group.hpp>
#include <ringleader/testkit/machines/simulation.hpp>

namespace ringleader::testkit {

namespace {

std::string replay_of(const simulation_options& options) {
  auto line = "tests/simulation/run.sh --replay " + std::to_string(options.seed) + " --nodes " +
              std::to_string(options.nodes);
  auto seconds = std::chrono::duration_cast<std::chrono::seconds>(options.faulty_time).count();
  if (options.faulty_time != simulation_options{}.faulty_time)
    line += " --seconds " + std::to_string(seconds);
  if (options.planted != mutant::none) line += " --mutant " + to_string(options.planted);
  if (options.hostile) line += " --hostile";
  return line;
}

} // namespace

simulation_report run_simulation(const simulation_options& options) {
  EXPECTS(options.planted == mutant::none || has_mutants());
#ifdef RINGLEADER_MUTANTS
  present_mutant = options.planted;
#endif
  return simulated_group{options}.run();
}

simulation_report run_simulation_twice(const simulation_options& options) {
  auto first = run_simulation(options);
  auto second = run_simulation(options);
  if (first.found || (first.trace_hash == second.trace_hash && first.steps == second.steps))
    return first;
  first.found =
    violation{violation_kind::trace_differs, instant{first.time}, first.steps,
              "trace " + to_hex(first.trace_hash) + ", then " + to_hex(second.trace_hash)};
  first.converged = false;
  return first;
}

std::string to_string(const simulation_report& report) {
  auto line =
    "seed=" + std::to_string(report.options.seed) +
    " nodes=" + std::to_string(report.options.nodes) +
    (report.options.hostile ? " lies=" + std::to_string(report.lies) : "") +
    " acked=" + std::to_string(report.acknowledged) + " reads=" + std::to_string(report.reads) +
    " elections=" + std::to_string(report.elections) +
    " crashes=" + std::to_string(report.crashes) + " faults=" + std::to_string(report.faults) +
    " steps=" + std::to_string(report.steps) +
    " healed_in=" + ringleader::to_string(report.healed_in) + " trace=" + to_hex(report.trace_hash);
  if (report.found)
    line += "\nviolation: " + to_string(*report.found);
  else if (!report.converged)
    line += "\nnot_converged " + ringleader::to_string(liveness_bound) + " after the faults" +
            report.stuck_at;
  if (!report.ok()) line += "\nreplay: " + replay_of(report.options);
  return line;
}

} // namespace ringleader::testkit

// SPDX-License-Identifier: BSD-3-Clause
// The tester is tested: each planted fault must be found, and by an invariant that is meant to.
#include <ringleader/testkit/machines/simulation.hpp>

#include <catch2/catch.hpp>
#include <set>

using namespace ringleader;
using namespace ringleader::testkit;

namespace {

using kinds = std::set<violation_kind>;

/// What the first seed that fails shows; seeds without a finding are passed over.
simulation_report first_failure(planted_fault fault, std::uint64_t seeds) {
  simulation_options options;
  options.plant = fault;
  simulation_report report;
  for (options.seed = 1; options.seed <= seeds; ++options.seed) {
    report = run_simulation(options);
    if (!report.ok()) return report;
  }
  return report;
}

void check_found(planted_fault fault, const kinds& expected, std::uint64_t seeds = 200) {
  auto report = first_failure(fault, seeds);
  INFO(to_string(fault) << ": " << to_string(report));
  REQUIRE(report.found);
  CHECK(expected.count(report.found->kind) == 1);
  CHECK(to_string(report).find("--replay " + std::to_string(report.options.seed)) !=
        std::string::npos);
}

} // namespace

TEST_CASE("a disk that forgets durable records is found out") {
  simulation_options options;
  options.plant = planted_fault::disk_forgets_records;
  kinds found;
  for (options.seed = 1; options.seed <= 60; ++options.seed)
    if (auto report = run_simulation(options); report.found) found.insert(report.found->kind);
  CHECK(!found.empty());
  for (auto kind : found)
    CHECK(kinds{violation_kind::leader_lacks_committed, violation_kind::committed_differ,
                violation_kind::committed_without_majority, violation_kind::acknowledged_lost}
            .count(kind) == 1);
}

TEST_CASE("a disk that forgets votes is found out") {
  simulation_options options;
  options.plant = planted_fault::disk_forgets_vote;
  bool found = false;
  for (options.seed = 1; options.seed <= 200 && !found; ++options.seed) {
    auto report = run_simulation(options);
    if (!report.found) continue;
    CHECK(
      kinds{violation_kind::two_votes_in_one_term, violation_kind::two_leaders_in_one_term}.count(
        report.found->kind) == 1);
    found = true;
  }
  CHECK(found);
}

TEST_CASE("a write reported durable too early is found out") {
  check_found(planted_fault::disk_answers_early,
              {violation_kind::vote_not_durable, violation_kind::append_not_durable});
}

TEST_CASE("a forged vote is found out") {
  check_found(planted_fault::votes_forged,
              {violation_kind::two_leaders_in_one_term, violation_kind::leader_lacks_committed,
               violation_kind::committed_differ});
}

TEST_CASE("an entry that differs under one index and term is found out") {
  check_found(planted_fault::entries_swapped, {violation_kind::logs_differ});
}

TEST_CASE("a commit without a durable majority is found out") {
  check_found(planted_fault::confirmations_forged, {violation_kind::committed_without_majority});
}

TEST_CASE("an entry handed out twice is found out") {
  check_found(planted_fault::commits_doubled, {violation_kind::committed_out_of_order});
}

TEST_CASE("a read that asks nobody is found out") {
  check_found(planted_fault::reads_unconfirmed, {violation_kind::stale_read});
}

TEST_CASE("a clock that is worse than the margin of the read lease is found out") {
  check_found(planted_fault::clocks_astray, {violation_kind::stale_read}, 200);
}

TEST_CASE("a snapshot that is not what the log builds up to its index is found out") {
  check_found(planted_fault::snapshots_ahead, {violation_kind::snapshot_differs});
}

TEST_CASE("an acknowledgement before the commit is found out") {
  check_found(planted_fault::answers_early, {violation_kind::acknowledged_lost});
}

TEST_CASE("a repeated command that takes effect again is found out") {
  check_found(planted_fault::repeats_unknown, {violation_kind::applied_twice});
}

TEST_CASE("a group that stays cut after the faults is found out") {
  auto report = first_failure(planted_fault::link_never_mended, 1);
  INFO(to_string(report));
  CHECK_FALSE(report.found);
  CHECK_FALSE(report.converged);
  CHECK(to_string(report).find("not_converged") != std::string::npos);
}

TEST_CASE("a planted fault is named and read back") {
  for (std::uint8_t i = 0; i <= static_cast<std::uint8_t>(last_planted_fault); ++i) {
    auto fault = static_cast<planted_fault>(i);
    CHECK(parse_planted_fault(to_string(fault)) == fault);
  }
  CHECK_FALSE(parse_planted_fault("no_such_fault"));
}

// SPDX-License-Identifier: BSD-3-Clause
#include <ringleader/testkit/machines/simulation.hpp>

#include <catch2/catch.hpp>
#include <fstream>
#include <sstream>

using namespace ringleader;
using namespace ringleader::testkit;

namespace {

simulation_options seed_of(std::uint64_t seed, std::size_t nodes) {
  simulation_options options;
  options.seed = seed;
  options.nodes = nodes;
  return options;
}

/// Runs a range of seeds; a failing one prints how to replay it.
void check_seeds(std::uint64_t from, std::uint64_t count, std::size_t nodes) {
  simulation_report sum;
  for (auto seed = from; seed < from + count; ++seed) {
    auto report = run_simulation_twice(seed_of(seed, nodes));
    INFO(to_string(report));
    CHECK(report.ok());
    sum.acknowledged += report.acknowledged;
    sum.reads += report.reads;
    sum.elections += report.elections;
    sum.crashes += report.crashes;
    sum.faults += report.faults;
    sum.lease_checks += report.lease_checks;
  }
  // A world in which nothing happens proves nothing.
  CHECK(sum.acknowledged > 40 * count);
  CHECK(sum.reads > 5 * count);
  CHECK(sum.elections >= 2 * count);
  if (nodes > 1) CHECK(sum.lease_checks > 100 * count);
  CHECK(sum.crashes >= count);
  CHECK(sum.faults >= 8 * count);
}

} // namespace

TEST_CASE("three voters keep every promise under faults and go on after them") {
  check_seeds(1, 1300, 3);
}

TEST_CASE("five voters keep every promise under faults and go on after them") {
  check_seeds(1, 700, 5);
}

TEST_CASE("four voters keep every promise beside a fifth that sends whatever it likes") {
  for (std::uint64_t seed = 1; seed <= 400; ++seed) {
    auto options = seed_of(seed, 5);
    options.hostile = true;
    auto report = run_simulation_twice(options);
    INFO(to_string(report));
    CHECK(report.ok());
    CHECK(report.lies > 100);
  }
}

TEST_CASE("a voter alone keeps what it acknowledged through crashes") { check_seeds(1, 50, 1); }

TEST_CASE("seeds that failed once do not fail again") {
  std::ifstream kept{RINGLEADER_SOURCE_DIR "/tests/simulation/seeds.txt"};
  REQUIRE(kept);
  for (std::string line; std::getline(kept, line);) {
    std::istringstream words{line.substr(0, line.find('#'))};
    std::size_t nodes = 0;
    std::uint64_t seed = 0;
    if (!(words >> nodes)) continue;
    INFO("line: " << line);
    REQUIRE(words >> seed);
    auto report = run_simulation_twice(seed_of(seed, nodes));
    INFO(to_string(report));
    CHECK(report.ok());
  }
}

TEST_CASE("one seed gives one run, and another seed another") {
  auto first = run_simulation(seed_of(1, 3));
  CHECK(run_simulation(seed_of(1, 3)).trace_hash == first.trace_hash);
  CHECK(run_simulation(seed_of(2, 3)).trace_hash != first.trace_hash);
}

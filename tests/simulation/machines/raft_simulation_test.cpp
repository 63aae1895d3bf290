// SPDX-License-Identifier: BSD-3-Clause
#include <ringleader/testkit/machines/simulation.hpp>

#include <catch2/catch.hpp>
#include <fstream>
#include <sstream>

using namespace ringleader;
using namespace ringleader::testkit;

namespace {

simulation_options seed_of(std::uint64_t seed, std::size_t nodes, std::size_t learners) {
  simulation_options options;
  options.seed = seed;
  options.nodes = nodes;
  options.learners = learners;
  return options;
}

/// Runs a range of seeds; a failing one prints how to replay it.
void check_seeds(std::uint64_t from, std::uint64_t count, std::size_t nodes, std::size_t learners) {
  std::uint64_t acknowledged = 0;
  std::uint64_t reads = 0;
  std::uint64_t elections = 0;
  std::uint64_t crashes = 0;
  for (auto seed = from; seed < from + count; ++seed) {
    auto report = run_simulation_twice(seed_of(seed, nodes, learners));
    INFO(to_string(report));
    CHECK(report.ok());
    acknowledged += report.acknowledged;
    reads += report.reads;
    elections += report.elections;
    crashes += report.crashes;
  }
  // A world in which nothing happens proves nothing.
  CHECK(acknowledged > 40 * count);
  CHECK(reads > 5 * count);
  CHECK(elections >= 2 * count);
  CHECK(crashes >= count);
}

} // namespace

TEST_CASE("three voters keep every promise under faults and go on after them") {
  check_seeds(1, 1000, 3, 0);
}

TEST_CASE("five voters keep every promise under faults and go on after them") {
  check_seeds(1, 1000, 5, 0);
}

TEST_CASE("a learner that comes and goes endangers nothing and catches up") {
  check_seeds(1, 200, 3, 1);
}

TEST_CASE("a voter alone keeps what it acknowledged through crashes") { check_seeds(1, 100, 1, 0); }

TEST_CASE("seeds that failed once do not fail again") {
  std::ifstream kept{RINGLEADER_SOURCE_DIR "/tests/simulation/seeds.txt"};
  REQUIRE(kept);
  for (std::string line; std::getline(kept, line);) {
    std::istringstream words{line.substr(0, line.find('#'))};
    std::size_t nodes = 0;
    std::size_t learners = 0;
    std::uint64_t seed = 0;
    if (!(words >> nodes)) continue;
    INFO("line: " << line);
    REQUIRE(words >> learners >> seed);
    auto report = run_simulation_twice(seed_of(seed, nodes, learners));
    INFO(to_string(report));
    CHECK(report.ok());
  }
}

TEST_CASE("one seed gives one run, and another seed another") {
  auto first = run_simulation(seed_of(1, 3, 0));
  CHECK(run_simulation(seed_of(1, 3, 0)).trace_hash == first.trace_hash);
  CHECK(run_simulation(seed_of(2, 3, 0)).trace_hash != first.trace_hash);
}

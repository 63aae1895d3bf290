// SPDX-License-Identifier: BSD-3-Clause
#include "forming_world.hpp"
#include "founding_world.hpp"

#include <catch2/catch.hpp>

using namespace ringleader::formation;
using namespace ringleader::testkit;

TEST_CASE("the transcripts of the founding machine hold") {
  for (auto& file : scenario_files(RINGLEADER_SOURCE_DIR "/tests/scenarios/formation")) {
    founding_world founders;
    CHECK(run_scenario(file, [&](const command& c) { return founders.run(c); }) == "");
  }
}

TEST_CASE("the transcripts of the forming machine hold") {
  for (auto& file : scenario_files(RINGLEADER_SOURCE_DIR "/tests/scenarios/formation/forming")) {
    forming_world node;
    CHECK(run_scenario(file, [&](const command& c) { return node.run(c); }) == "");
  }
}

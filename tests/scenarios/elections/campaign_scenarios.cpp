// SPDX-License-Identifier: BSD-3-Clause
// Transcripts of what one node does in the elections, against campaign_world.
#include "campaign_world.hpp"

#include <catch2/catch.hpp>

using namespace ringleader;

TEST_CASE("the elections of a node keep every claim of their transcripts") {
  for (const auto& file :
       testkit::scenario_files(RINGLEADER_SOURCE_DIR "/tests/scenarios/elections/campaigns")) {
    testkit::campaign_world world;
    CHECK(testkit::run_scenario(file, [&](const testkit::command& c) { return world.run(c); }) ==
          "");
  }
}

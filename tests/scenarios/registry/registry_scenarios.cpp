// SPDX-License-Identifier: BSD-3-Clause
#include "registry_world.hpp"

#include <catch2/catch.hpp>

using namespace ringleader;

TEST_CASE("the registry keeps every claim of its transcripts") {
  for (const auto& file :
       testkit::scenario_files(RINGLEADER_SOURCE_DIR "/tests/scenarios/registry")) {
    ringleader::registry::registry_world world;
    CHECK(testkit::run_scenario(file, [&](const testkit::command& c) { return world.run(c); }) ==
          "");
  }
}

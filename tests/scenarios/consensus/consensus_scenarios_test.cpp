// SPDX-License-Identifier: BSD-3-Clause
#include "raft_world.hpp"

#include <catch2/catch.hpp>

using namespace ringleader::consensus;
using namespace ringleader::testkit;

TEST_CASE("the transcripts of the Raft machine hold") {
  for (auto& file : scenario_files(RINGLEADER_SOURCE_DIR "/tests/scenarios/consensus")) {
    raft_world servers;
    CHECK(run_scenario(file, [&](const command& c) { return servers.run(c); }) == "");
  }
}

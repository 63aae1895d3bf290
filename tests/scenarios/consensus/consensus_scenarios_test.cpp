// SPDX-License-Identifier: BSD-3-Clause
#include "founding_world.hpp"
#include "raft_world.hpp"

#include <catch2/catch.hpp>

using namespace ringleader::consensus;
using namespace ringleader::testkit;

TEST_CASE("the transcripts of the Raft and the founding machine hold") {
  for (auto& file : scenario_files(RINGLEADER_SOURCE_DIR "/tests/scenarios/consensus")) {
    raft_world raft_servers;
    founding_world founders;
    bool is_founding = file.find("/founding_") != std::string::npos;
    CHECK(run_scenario(file, [&](const command& c) {
            return is_founding ? founders.run(c) : raft_servers.run(c);
          }) == "");
  }
}

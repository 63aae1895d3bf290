// SPDX-License-Identifier: BSD-3-Clause
#include <ringleader/consensus/raft_config.hpp>

#include <catch2/catch.hpp>

#include <functional>

using namespace ringleader;
using namespace ringleader::consensus;
using namespace std::chrono_literals;

TEST_CASE("the defaults are valid") {
  raft_config config;
  config.group = group_id{1};
  config.self = store_id{1};
  CHECK(config.validate().ok());
}

TEST_CASE("each knob out of range is refused with its name and the range") {
  using change = std::function<void(raft_config&)>;
  const std::pair<const char*, change> wrong[] = {
    {"group", [](auto& c) { c.group = {}; }},
    {"self", [](auto& c) { c.self = {}; }},
    {"election_timeout", [](auto& c) { c.election_timeout = 9ms; }},
    {"heartbeat", [](auto& c) { c.heartbeat = 67ms; }},
    {"drift_margin", [](auto& c) { c.drift_margin = 61s; }},
    {"append_bytes_max", [](auto& c) { c.append_bytes_max = 61 * 1024; }},
    {"inflight_max", [](auto& c) { c.inflight_max = 0; }},
    {"pending_entries_max", [](auto& c) { c.pending_entries_max = 0; }},
    {"pending_bytes_max", [](auto& c) { c.pending_bytes_max = 1024; }},
    {"pending_reads_max", [](auto& c) { c.pending_reads_max = 0; }},
    {"trailing_entries", [](auto& c) { c.trailing_entries = (1 << 20) + 1; }},
    {"snapshot_bytes_max", [](auto& c) { c.snapshot_bytes_max = 1023; }},
    {"lease_reads",
     [](auto& c) {
       c.lease_reads = true;
       c.drift_margin = c.election_timeout;
     }},
  };
  for (auto& [name, apply] : wrong) {
    raft_config config;
    config.group = group_id{1};
    config.self = store_id{1};
    apply(config);
    auto checked = config.validate();
    REQUIRE_FALSE(checked.ok());
    CHECK(checked.error().code == errc::invalid_option);
    CHECK_THAT(checked.error().message, Catch::Contains(name));
  }
}

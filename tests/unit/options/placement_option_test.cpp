// SPDX-License-Identifier: BSD-3-Clause
#include <ringleader/options/configure.hpp>
#include <ringleader/options/option_table.hpp>

#include <catch2/catch.hpp>

#include <algorithm>

using namespace ringleader;

TEST_CASE("the option offers the strategies that the planner has, by their names") {
  auto& table = option_table();
  auto row = std::find_if(table.begin(), table.end(),
                          [](const option_row& r) { return r.name == "placement"; });
  REQUIRE(row != table.end());
  CHECK(row->range == "balanced, ring, rendezvous or jump");
  node_options options;
  for (auto strategy :
       {placement::balanced, placement::ring, placement::rendezvous, placement::jump}) {
    REQUIRE(row->read(options, to_string(strategy), "--placement"));
    CHECK(configure(options)->control.own.placement == strategy);
  }
  for (auto unknown : {"", "Ring", "ring ", "placement(4)", "random"})
    CHECK_FALSE(row->read(options, unknown, "--placement"));
}

TEST_CASE("an application that names no strategy of ours is told so before the node starts") {
  node_options options;
  CHECK(configure(options));
  options.placement = "random";
  auto no = configure(options);
  REQUIRE_FALSE(no);
  CHECK(no.error().message ==
        "--placement: 'random' is no placement; choose balanced, ring, rendezvous or jump");
}

// SPDX-License-Identifier: BSD-3-Clause
#include <ringleader/options/node_options.hpp>

#include <catch2/catch.hpp>

using namespace ringleader;

TEST_CASE("the option offers the strategies that the planner has, by their names") {
  // The same names as in the test of parse_placement.
  for (auto known : {"balanced", "ring", "rendezvous", "jump"}) CHECK(is_placement(known));
  for (auto unknown : {"", "Ring", "ring ", "placement(4)", "random"})
    CHECK_FALSE(is_placement(unknown));
}

TEST_CASE("an application that names no strategy of ours is told so before the node starts") {
  node_options options;
  CHECK(validate(options));
  options.placement = "random";
  auto no = validate(options);
  REQUIRE_FALSE(no);
  CHECK(no.error().message ==
        "--placement: 'random' is no placement; choose balanced, ring, rendezvous or jump");
}

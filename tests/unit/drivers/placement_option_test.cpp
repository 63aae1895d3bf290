// SPDX-License-Identifier: BSD-3-Clause
#include <ringleader/drivers/node_options.hpp>
#include <ringleader/partitions/placement.hpp>

#include <catch2/catch.hpp>

using namespace ringleader;

TEST_CASE("the option offers exactly the strategies that the planner has") {
  for (auto known : {placement::balanced, placement::ring, placement::rendezvous, placement::jump})
    CHECK(is_placement(to_string(known)));
  for (auto text : {"", "Ring", "ring ", "placement(4)", "random"})
    CHECK(is_placement(text) == parse_placement(text).ok());
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

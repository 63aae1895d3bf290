// SPDX-License-Identifier: BSD-3-Clause
#include "bank.hpp"

#include <ringleader/base/codec/decoder.hpp>
#include <ringleader/base/codec/encoder.hpp>
#include <ringleader/registry/registry.hpp>

#include <catch2/catch.hpp>

using namespace ringleader;
using namespace ringleader::registry;
using machine = ringleader::registry::registry;

namespace {

constexpr auto from_the_future = static_cast<placement>(9);

} // namespace

TEST_CASE("a release understands clusters up to the feature level that it knows") {
  auto s = bank();
  CHECK(understands(s));
  s.feature_level = feature_level_now + 1;
  auto no = understands(s);
  REQUIRE_FALSE(no);
  CHECK(no.error().code == errc::newer_format);
  CHECK(no.error().message ==
        "the cluster works at feature level 3, this release knows only 2; install a newer release");
}

TEST_CASE("a placement of a later release is not taken for one of ours") {
  auto s = bank();
  s.placement = from_the_future;
  CHECK(understands(s).error().code == errc::newer_format);
  CHECK(s.validate().error().code == errc::invalid_option);
  CHECK_FALSE(parse_placement(to_string(from_the_future)));
}

TEST_CASE("a placement is known by its name") {
  CHECK(*parse_placement("balanced") == placement::balanced);
  CHECK(*parse_placement("ring") == placement::ring);
  CHECK(*parse_placement("rendezvous") == placement::rendezvous);
  CHECK(*parse_placement("jump") == placement::jump);
  for (auto ours : {placement::balanced, placement::ring, placement::rendezvous, placement::jump})
    CHECK(*parse_placement(to_string(ours)) == ours);
  auto no = parse_placement("Ring");
  REQUIRE_FALSE(no);
  CHECK(no.error().message == "'Ring' is no placement; choose balanced, ring, rendezvous or jump");
}

TEST_CASE("a snapshot of a cluster at a later feature level is refused, not computed on") {
  machine r;
  found first;
  first.settings = bank();
  REQUIRE_FALSE(refusal(r.apply(log_index{1}, encode_entry({}, {{}, first})).outcome));
  REQUIRE(machine::restore(r.snapshot()));
  raise_feature_level raise{feature_level_now + 1};
  REQUIRE_FALSE(refusal(r.apply(log_index{2}, encode_entry({}, {{}, raise})).outcome));
  CHECK(understands(r.settings()).error().code == errc::newer_format);
  auto later = machine::restore(r.snapshot());
  REQUIRE_FALSE(later);
  CHECK(later.error().code == errc::newer_format);
}

TEST_CASE("settings written before there was a placement are balanced ones") {
  auto s = bank();
  s.placement = placement::ring;
  auto data = encode(s);
  data.pop_back(); // the placement is the last field
  --data[0];       // of a struct that says its length first
  auto old = decode<cluster_settings>(data);
  REQUIRE(old);
  CHECK(old->placement == placement::balanced);
  CHECK(old->feature_level == s.feature_level);
}

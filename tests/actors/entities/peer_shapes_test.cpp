// SPDX-License-Identifier: BSD-3-Clause
// What is found out about messages of other nodes, whose shapes they tell themselves.
#include <ringleader/actors/runtime/peer_shapes.hpp>

#include <catch2/catch.hpp>

using namespace ringleader;
using verdict = peer_shapes::verdict;

namespace {

std::uint64_t hash_of(const std::string& shape) { return stable_hash(shape); }

message_form form_of_shape(const std::string& shape) {
  message_form form{};
  form.shape = shape;
  form.signature = hash_of(shape);
  return form;
}

} // namespace

TEST_CASE("a signature is judged by its shape once, and then by what was found") {
  peer_shapes shapes;
  auto own = form_of_shape("d{a:i64}");
  std::string why;
  const std::string longer = "d{a:i64,b:str}", other = "d{a:u8}";
  CHECK(shapes.judge(own, own.signature, "", why) == verdict::agrees);
  CHECK(shapes.judge(own, hash_of(longer), "", why) == verdict::unknown);
  CHECK(shapes.judge(own, hash_of(longer), longer, why) == verdict::agrees);
  CHECK(shapes.judge(own, hash_of(longer), "", why) == verdict::agrees);
  CHECK(shapes.judge(own, hash_of(other), other, why) == verdict::differs);
  CHECK(why == "d.a: u8 and i64");
  why.clear();
  CHECK(shapes.judge(own, hash_of(other), "", why) == verdict::differs);
  CHECK(why == "d.a: u8 and i64");
}

TEST_CASE("who tells a wrong shape spoils nothing for those who tell the right one") {
  peer_shapes shapes;
  auto own = form_of_shape("d{a:i64}");
  std::string why;
  const std::string longer = "d{a:i64,b:str}";
  CHECK(shapes.judge(own, hash_of(longer), "d{a:u8}", why) == verdict::differs);
  CHECK(shapes.judge(own, hash_of(longer), longer, why) == verdict::agrees);
}

TEST_CASE("when too many signatures are known they are asked for again") {
  peer_shapes shapes;
  auto own = form_of_shape("d{a:i64}");
  std::string why;
  auto shape = [](int i) { return "d{a:i64,b" + std::to_string(i) + ":u8}"; };
  for (int i = 0; i < 5'000; ++i)
    CHECK(shapes.judge(own, hash_of(shape(i)), shape(i), why) == verdict::agrees);
  CHECK(shapes.judge(own, hash_of(shape(0)), "", why) == verdict::unknown);
  CHECK(shapes.judge(own, hash_of(shape(0)), shape(0), why) == verdict::agrees);
}

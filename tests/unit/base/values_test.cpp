// SPDX-License-Identifier: BSD-3-Clause
#include <ringleader/base/endpoint.hpp>
#include <ringleader/base/hash.hpp>
#include <ringleader/base/random.hpp>

#include <catch2/catch.hpp>

using namespace ringleader;
using namespace std::chrono_literals;

TEST_CASE("an endpoint is HOST:PORT, and what is wrong with another text is said") {
  auto good = parse_endpoint("127.0.0.1:4000");
  REQUIRE(good);
  CHECK(to_string(*good) == "127.0.0.1:4000");
  auto six = parse_endpoint("[::1]:80");
  REQUIRE(six);
  CHECK(six->host == "::1");
  CHECK(to_string(*six) == "[::1]:80");
  for (auto* bad : {"", "host", "host:", ":1", "host:x", "host:70000", "::1:80", "host:-1"}) {
    auto wrong = parse_endpoint(bad);
    REQUIRE_FALSE(wrong);
    CHECK(wrong.error().code == errc::invalid_option);
  }
}

TEST_CASE("durations print in the largest unit that fits and read back") {
  CHECK(to_string(duration{1500ms}) == "1.5s");
  CHECK(to_string(duration{250ms}) == "250ms");
  CHECK(to_string(duration{7ns}) == "7ns");
  duration d{};
  CHECK(parse_duration("1.5s", d));
  CHECK(d == 1500ms);
  CHECK(parse_duration("2m", d));
  CHECK(d == 2min);
  CHECK(parse_duration("0", d));
  for (auto* bad : {"", "5", "s", "-1s", "1 s", "nan", "1e30s"})
    CHECK_FALSE(parse_duration(bad, d));
}

TEST_CASE("the same seed gives the same numbers for ever") {
  random_source a{42};
  random_source b{42};
  for (int i = 0; i < 100; ++i) CHECK(a.next() == b.next());
  CHECK(random_source{1}.next() == 12966619160104079557ULL);
}

TEST_CASE("the stable hash is xxh3 and does not change between releases") {
  CHECK(stable_hash("") == 0x2d06800538d394c2ULL);
  CHECK(stable_hash("alice") != stable_hash("alice", 1));
  std::string text(1000, 'x');
  for (std::size_t cut = 0; cut <= text.size(); cut += 125) {
    stable_hasher parts;
    parts.add(text.substr(0, cut));
    parts.add(text.substr(cut));
    CHECK(parts.value() == stable_hash(text));
  }
}

TEST_CASE("only an unknown outcome and a failed entity leave open what happened") {
  CHECK(may_have_happened(errc::outcome_unknown));
  CHECK(may_have_happened(errc::entity_failed));
  CHECK_FALSE(may_have_happened(errc::overloaded));
  CHECK_FALSE(may_have_happened(errc::no_quorum));
}

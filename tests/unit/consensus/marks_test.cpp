// SPDX-License-Identifier: BSD-3-Clause
#include <ringleader/consensus/marks.hpp>

#include <catch2/catch.hpp>

#include <random>

using namespace ringleader;
using namespace ringleader::consensus;
using namespace std::chrono_literals;

namespace {

using listed = std::vector<heard_at>;

// Until when the key may have been heard from, as far as these marks tell.
instant latest_of(instant unknown_at, const listed& known, std::uint64_t key) {
  for (auto& mark : known)
    if (mark.first == key) return mark.second;
  return unknown_at;
}

} // namespace

TEST_CASE("a voter knows nothing from before its start, and lists what it heard since") {
  heard_marks memory{1min, 10, instant{5s}};
  CHECK(memory.unknown_at(instant{6s}) == instant{5s});
  memory.record(7, instant{5s});
  memory.record(8, instant{6s});
  CHECK(memory.known(instant{7s}) == listed{{8, instant{6s}}});
}

TEST_CASE("who becomes a voter anew knows nothing from before") {
  heard_marks memory{1min, 10, instant{0s}};
  memory.record(7, instant{5s});
  memory.start_over(instant{9s});
  CHECK(memory.unknown_at(instant{10s}) == instant{9s});
  CHECK(memory.known(instant{10s}).empty());
}

TEST_CASE("what is older than the memory is not listed and not claimed to be older") {
  heard_marks memory{10s, 10, instant{0s}};
  memory.record(7, instant{5s});
  CHECK(memory.known(instant{15s - 1ns}) == listed{{7, instant{5s}}});
  CHECK(memory.known(instant{15s}).empty());
  CHECK(memory.unknown_at(instant{20s}) == instant{10s});
}

TEST_CASE("a key too many makes the oldest one forgotten, never taken for older than it is") {
  heard_marks memory{1min, 2, instant{0s}};
  memory.record(7, instant{1s});
  memory.record(8, instant{2s});
  CHECK(memory.has_room_for(8, instant{3s}));
  CHECK_FALSE(memory.has_room_for(9, instant{3s}));
  memory.record(9, instant{3s});
  CHECK(memory.unknown_at(instant{4s}) == instant{1s});
  CHECK(memory.known(instant{4s}) == listed{{8, instant{2s}}, {9, instant{3s}}});
  CHECK(memory.has_room_for(10, instant{62s}));
}

TEST_CASE("the latest instant over all votes counts, for a key that one does not list too") {
  gathered_marks told;
  told.add(instant{3s}, {{7, instant{9s}}, {8, instant{4s}}});
  told.add(instant{5s}, {{7, instant{6s}}});
  CHECK(told.unknown_at() == instant{5s});
  CHECK(told.known() == listed{{7, instant{9s}}});
}

TEST_CASE("an age is never overstated") {
  CHECK(age_in_ms(instant{0s}, instant{1999us}) == 1);
  CHECK(age_in_ms(instant{5s}, instant{1s}) == 0);
  CHECK(age_in_ms(instant{0s}, instant{24h * 365}) == UINT32_MAX);
}

TEST_CASE("whatever happens, no key is known as heard from earlier than it was") {
  for (unsigned seed = 1; seed <= 200; ++seed) {
    std::mt19937 draw{seed};
    heard_marks memory{20s, 4, instant{0s}};
    std::map<std::uint64_t, instant> truth;
    instant now{0s};
    for (int i = 0; i < 300; ++i) {
      now += duration{draw() % 3000000000u};
      auto key = draw() % 8;
      if (draw() % 50 == 0) memory.start_over(now);
      memory.record(key, now);
      truth[key] = now;
      CHECK(memory.known(now).size() <= 4);
      auto unknown_at = memory.unknown_at(now);
      for (auto& [heard, at] : truth) {
        auto told = latest_of(unknown_at, memory.known(now), heard);
        if (told < std::max(at, now - 20s))
          FAIL("seed " << seed << ": key " << heard << " was heard from later");
      }
    }
  }
}

// SPDX-License-Identifier: BSD-3-Clause
#include <ringleader/registry/exactly_once.hpp>

#include <catch2/catch.hpp>

using namespace ringleader;
using namespace ringleader::registry;

namespace {

proposer from(std::uint64_t number, std::uint64_t acked_below, std::uint64_t stream = 1) {
  return {session_id{1}, stream_id{stream}, sequence{number}, sequence{acked_below}};
}

/// A window that has executed 1..n; the outcome of number i is queued{i}, its hash is i.
outcome_window executed(std::uint64_t n) {
  outcome_window window;
  for (std::uint64_t i = 1; i <= n; ++i) {
    REQUIRE_FALSE(window.admit(from(i, 0), i).answer);
    window.keep(sequence{i}, i, queued{static_cast<std::uint32_t>(i)});
  }
  return window;
}

errc refusal_of(const admission& a) {
  REQUIRE(a.answer);
  REQUIRE(refusal(*a.answer) != nullptr);
  return refusal(*a.answer)->code;
}

} // namespace

TEST_CASE("outcomes are kept from acked_below up and forgotten below it") {
  auto window = executed(5);
  REQUIRE_FALSE(window.admit(from(6, 4), 6).answer);
  CHECK(window.kept().size() == 2);
  CHECK(window.admit(from(4, 0), 4).answer == outcome{queued{4}});
  CHECK(window.admit(from(5, 0), 5).answer == outcome{queued{5}});
  CHECK(refusal_of(window.admit(from(3, 0), 3)) == errc::sequence_too_old);
}

TEST_CASE("an old repetition does not take back what was acknowledged since") {
  auto window = executed(5);
  REQUIRE_FALSE(window.admit(from(6, 5), 6).answer);
  CHECK(window.admit(from(5, 2), 5).answer == outcome{queued{5}});
  CHECK(window.acked_below() == sequence{5});
}

TEST_CASE("a sequence number with another command is refused and keeps its first outcome") {
  auto window = executed(2);
  CHECK(refusal_of(window.admit(from(2, 0), 99)) == errc::sequence_reused);
  CHECK(window.admit(from(2, 0), 2).answer == outcome{queued{2}});
}

TEST_CASE("a window that is full refuses new numbers until outcomes are acknowledged") {
  auto window = executed(window_size);
  CHECK(refusal_of(window.admit(from(window_size + 1, 0), 1)) == errc::overloaded);
  CHECK_FALSE(window.admit(from(window_size + 1, 2), 1).answer);
  CHECK(window.kept().size() == window_size - 1);
}

TEST_CASE("a new stream starts at 1 and silences the streams before it") {
  auto window = executed(5);
  CHECK_FALSE(window.admit(from(1, 0, 2), 1).answer);
  CHECK(window.kept().empty());
  CHECK(refusal_of(window.admit(from(5, 0, 1), 5)) == errc::sequence_too_old);
}

TEST_CASE("a proposer that claims the outcome of its own command is refused without effect") {
  auto window = executed(5);
  CHECK(refusal_of(window.admit(from(6, 7), 6)) == errc::malformed);
  CHECK(refusal_of(window.admit(from(0, 0), 6)) == errc::malformed);
  CHECK(refusal_of(window.admit(from(6, 0, 0), 6)) == errc::malformed);
  CHECK(window.kept().size() == 5);
}

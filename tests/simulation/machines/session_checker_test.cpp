// SPDX-License-Identifier: BSD-3-Clause
// The checker must find what is wrong: each case is a belief that no node may have.
#include <ringleader/testkit/checkers/session_checker.hpp>

#include <catch2/catch.hpp>

using namespace ringleader;
using namespace ringleader::testkit;
using namespace std::chrono_literals;

TEST_CASE("a lease that is over when its session ends is right") {
  session_checker checker{2};
  checker.holds(0, session_id{1}, instant{5s}, instant{1s});
  checker.holds(1, session_id{2}, instant{9s}, instant{1s});
  checker.ended(session_id{1}, instant{5s});
  CHECK_FALSE(checker.clash());
}

TEST_CASE("a lease that outlasts its session is found, and the first one is kept") {
  session_checker checker{2};
  checker.holds(0, session_id{1}, instant{5s}, instant{1s});
  checker.ended(session_id{1}, instant{4s});
  REQUIRE(checker.clash());
  CHECK(*checker.clash() == "node 0 holds a valid lease of session 1, which had ended, at 4s");
  checker.holds(1, session_id{1}, instant{9s}, instant{6s});
  CHECK(checker.clash()->substr(0, 6) == "node 0");
}

TEST_CASE("a lease that begins after the end of its session is found") {
  session_checker checker{2};
  checker.ended(session_id{1}, instant{4s});
  checker.holds(1, session_id{1}, instant{5s}, instant{4500ms});
  CHECK(checker.clash());
}

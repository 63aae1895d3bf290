// SPDX-License-Identifier: BSD-3-Clause
#include "recorded_history.hpp"

#include <ringleader/testkit/histories/election_model.hpp>
#include <ringleader/testkit/histories/linearizability.hpp>

#include <catch2/catch.hpp>

using namespace ringleader;
using namespace ringleader::testkit;

namespace {

using op = election_operation;
using history = recorded_history<election_operation>;

op win(std::uint64_t who, std::uint64_t term) { return op::win(who, election_term{term}); }
op seen(std::uint64_t term) { return op::watch(election_term{term}); }

verdict judge(const history& h) { return check_linearizable(election_model{}, h.operations).is; }

} // namespace

TEST_CASE("a leadership goes from winner to winner with rising terms, and watchers see each") {
  history h;
  h.add(0, 10, op::watch());
  h.add(0, 20, win(1, 3));
  h.add(5, 60, win(2, 7)); // campaigned long before it won
  h.add(30, 35, seen(3));
  h.add(40, 50, op::leave(1, true));
  h.add(70, 80, seen(7));
  CHECK(judge(h) == verdict::linearizable);
  SECTION("nobody sees an earlier term again") { h.add(90, 95, seen(3)); }
  SECTION("nobody sees a vacancy while there is a winner") { h.add(90, 95, op::watch()); }
  SECTION("two do not lead at once") { h.add(90, 95, win(3, 8)); }
  SECTION("a term does not come back") {
    h.add(90, 95, op::leave(2, true));
    h.add(96, 99, win(3, 7));
  }
  SECTION("nobody leaves twice") { h.add(90, 95, op::leave(1, true)); }
  CHECK(judge(h) == verdict::violated);
}

TEST_CASE("a winner that failed is followed, but not before it may have failed") {
  history h;
  h.add(0, 10, win(1, 3));
  h.add(0, 60, win(2, 4));
  CHECK(judge(h) == verdict::violated);
  SECTION("in time") {
    h.lost(50, op::leave(1));
    h.add(70, 80, op::leave(1, false)); // what it resigned from was lost
    CHECK(judge(h) == verdict::linearizable);
  }
  SECTION("too late") {
    h.lost(65, op::leave(1));
    CHECK(judge(h) == verdict::violated);
  }
}

TEST_CASE("a winner that never learned of its term led for those who saw it") {
  history h;
  h.lost(0, op::win(1));
  h.add(10, 20, seen(3));
  h.lost(25, op::leave(1));
  h.add(30, 40, win(2, 4));
  CHECK(judge(h) == verdict::linearizable);
  h.add(50, 60, seen(3));
  CHECK(judge(h) == verdict::violated);
}

// SPDX-License-Identifier: BSD-3-Clause
#include "recorded_history.hpp"

#include <ringleader/testkit/histories/fenced_lock_model.hpp>
#include <ringleader/testkit/histories/linearizability.hpp>

#include <catch2/catch.hpp>

using namespace ringleader;
using namespace ringleader::testkit;

namespace {

using op = lock_operation;
using history = recorded_history<lock_operation>;

op granted(std::uint64_t holder, std::uint64_t token) {
  return op::granted(holder, fencing_token{token});
}

verdict judge(const history& h) { return check_linearizable(fenced_lock_model{}, h.operations).is; }

} // namespace

TEST_CASE("a lock goes from holder to holder with rising tokens") {
  history h;
  h.add(0, 10, granted(1, 5));
  h.add(5, 60, granted(2, 9)); // waited
  h.add(40, 50, op::release(1, true));
  h.add(70, 80, op::acquire(3)); // busy
  CHECK(judge(h) == verdict::linearizable);
  SECTION("a token that falls is refused") {
    h.add(90, 95, op::release(2, true));
    h.add(96, 99, granted(4, 9));
    CHECK(judge(h) == verdict::violated);
  }
  SECTION("a second holder is refused") {
    h.add(90, 95, granted(4, 10));
    CHECK(judge(h) == verdict::violated);
  }
  SECTION("two releases of one grant are refused") {
    h.add(90, 95, op::release(1, true));
    CHECK(judge(h) == verdict::violated);
  }
}

TEST_CASE("busy without a holder is refused") {
  history h;
  h.add(0, 10, granted(1, 5));
  h.add(20, 30, op::release(1, true));
  h.add(40, 50, op::acquire(2));
  CHECK(judge(h) == verdict::violated);
}

TEST_CASE("a lock that lapsed goes to the next, and its former holder's release says not_held") {
  history h;
  h.add(0, 10, granted(1, 5));
  h.add(100, 110, granted(2, 6));
  h.add(120, 130, op::release(1, false));
  CHECK(judge(h) == verdict::violated); // who says that it lapsed?
  SECTION("in time") {
    h.lost(50, op::lapse(1));
    CHECK(judge(h) == verdict::linearizable);
  }
  SECTION("too late for the second grant") {
    h.lost(115, op::lapse(1));
    CHECK(judge(h) == verdict::violated);
  }
}

TEST_CASE("a grant that nobody saw makes others wait until it lapses") {
  history h;
  h.lost(0, op::acquire(1));
  h.add(10, 20, op::acquire(2)); // busy: by the grant of holder 1, whose token nobody knows
  h.add(30, 40, granted(3, 2));
  CHECK(judge(h) == verdict::violated);
  h.lost(0, op::lapse(1));
  CHECK(judge(h) == verdict::linearizable);
}

TEST_CASE("a release of unknown outcome may have happened late") {
  history h;
  h.add(0, 10, granted(1, 5));
  h.lost(20, op::release(1));
  h.add(30, 40, op::acquire(2)); // still busy
  h.add(50, 60, granted(3, 6));
  CHECK(judge(h) == verdict::linearizable);
}

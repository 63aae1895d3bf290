// SPDX-License-Identifier: BSD-3-Clause
#include "recorded_history.hpp"

#include <ringleader/testkit/histories/linearizability.hpp>
#include <ringleader/testkit/histories/semaphore_model.hpp>

#include <catch2/catch.hpp>

using namespace ringleader;
using namespace ringleader::testkit;

namespace {

using op = semaphore_operation;
using history = recorded_history<semaphore_operation>;

op granted(std::uint64_t holder, std::uint32_t permits, std::uint64_t token) {
  return op::granted(holder, permits, fencing_token{token});
}

verdict judge(const history& h) { return check_linearizable(semaphore_model{4}, h.operations).is; }

} // namespace

TEST_CASE("permits are held side by side up to the capacity") {
  history h;
  h.add(0, 10, granted(1, 2, 1));
  h.add(0, 10, granted(2, 2, 2));
  h.add(5, 60, granted(3, 3, 3)); // waited for both
  h.add(20, 30, op::release(1, true));
  h.add(40, 50, op::release(2, true));
  CHECK(judge(h) == verdict::linearizable);
  SECTION("one permit more is refused") {
    h.add(70, 80, granted(4, 2, 4));
    CHECK(judge(h) == verdict::violated);
  }
  SECTION("a token that does not rise is refused") {
    h.add(70, 80, granted(4, 1, 3));
    CHECK(judge(h) == verdict::violated);
  }
  SECTION("what lapsed may be granted again, but not before") {
    h.add(70, 80, granted(4, 4, 4));
    h.lost(75, op::lapse(3));
    CHECK(judge(h) == verdict::linearizable);
    h.lost(90, op::lapse(4));
    h.add(82, 85, granted(5, 1, 5));
    CHECK(judge(h) == verdict::violated);
  }
}

TEST_CASE("busy without any holder is refused, and so is a release of nothing") {
  history h;
  h.add(0, 10, granted(1, 1, 1));
  h.add(20, 30, op::acquire(2, 1)); // somebody before it waits for more
  CHECK(judge(h) == verdict::linearizable);
  h.add(40, 50, op::release(1, true));
  CHECK(judge(h) == verdict::linearizable);
  SECTION("busy") { h.add(60, 70, op::acquire(3, 4)); }
  SECTION("release") { h.add(60, 70, op::release(1, true)); }
  CHECK(judge(h) == verdict::violated);
}

// SPDX-License-Identifier: BSD-3-Clause
// Histories of a register that the literature knows, good and bad.
#include "recorded_history.hpp"

#include <ringleader/testkit/histories/linearizability.hpp>
#include <ringleader/testkit/histories/register_model.hpp>

#include <catch2/catch.hpp>

using namespace ringleader;
using namespace ringleader::testkit;

namespace {

using op = register_operation;
using history = recorded_history<register_operation>;

verdict judge(const history& h) { return check_linearizable(register_model{}, h.operations).is; }

} // namespace

TEST_CASE("an empty history is linearizable, and so is one without an answer") {
  history h;
  CHECK(judge(h) == verdict::linearizable);
  h.lost(0, op::write(1));
  h.lost(5, op::compare_and_set(7, 8));
  CHECK(judge(h) == verdict::linearizable);
}

TEST_CASE("a read that ends before a write of its value begins is refused") {
  history h;
  h.add(0, 10, op::read(1));
  h.add(20, 30, op::write(1));
  CHECK(judge(h) == verdict::violated);
}

TEST_CASE("a stale read after an answered write is refused, beside the write it is not") {
  history h;
  h.add(0, 10, op::write(1));
  SECTION("after") {
    h.add(20, 30, op::write(2));
    h.add(40, 50, op::read(1));
    CHECK(judge(h) == verdict::violated);
  }
  SECTION("beside") {
    h.add(20, 45, op::write(2));
    h.add(40, 50, op::read(1));
    CHECK(judge(h) == verdict::linearizable);
  }
  SECTION("touching counts as beside") {
    h.add(20, 40, op::write(2));
    h.add(40, 50, op::read(1));
    CHECK(judge(h) == verdict::linearizable);
  }
}

TEST_CASE("reads beside one write may see both values, but not the old one after the new one") {
  history h;
  h.add(0, 100, op::write(200));
  h.add(10, 30, op::read(200));
  SECTION("the old one was read beside the new one") {
    h.add(15, 90, op::read(0));
    CHECK(judge(h) == verdict::linearizable);
  }
  SECTION("the old one was read after it") { // both writes' clients are honest, the readers differ
    h.add(40, 90, op::read(0));
    CHECK(judge(h) == verdict::violated);
  }
}

TEST_CASE("two writes at once have one order for all readers") {
  history h;
  h.add(0, 50, op::write(1));
  h.add(0, 50, op::write(2));
  h.add(60, 70, op::read(1));
  SECTION("the same") {
    h.add(60, 70, op::read(1));
    CHECK(judge(h) == verdict::linearizable);
  }
  SECTION("another one") {
    h.add(60, 70, op::read(2));
    CHECK(judge(h) == verdict::violated);
  }
}

TEST_CASE("a lost update: two compare-and-set from one value cannot both have swapped") {
  history h;
  h.add(0, 50, op::compare_and_set(0, 1, true));
  SECTION("both") {
    h.add(0, 50, op::compare_and_set(0, 2, true));
    CHECK(judge(h) == verdict::violated);
  }
  SECTION("one") {
    h.add(0, 50, op::compare_and_set(0, 2, false));
    CHECK(judge(h) == verdict::linearizable);
  }
  SECTION("none has to be, before any") {
    h.operations.clear();
    h.add(0, 50, op::compare_and_set(0, 1, false));
    h.add(0, 50, op::compare_and_set(0, 2, false));
    CHECK(judge(h) == verdict::violated);
  }
}

TEST_CASE("a write of unknown outcome may have happened late, once, or never") {
  history h;
  h.lost(0, op::write(7));
  h.add(10, 20, op::write(1));
  h.add(30, 40, op::read(1));
  CHECK(judge(h) == verdict::linearizable); // never, or later
  h.add(50, 60, op::read(7));
  CHECK(judge(h) == verdict::linearizable); // late
  SECTION("once: it cannot come back over a later write") {
    h.add(70, 80, op::write(2));
    h.add(90, 95, op::read(7));
    CHECK(judge(h) == verdict::violated);
  }
  SECTION("once: it cannot be undone") {
    h.add(70, 80, op::read(1));
    CHECK(judge(h) == verdict::violated);
  }
}

TEST_CASE("a write of unknown outcome is not seen before it was called") {
  history h;
  h.add(0, 10, op::read(7));
  h.lost(20, op::write(7));
  CHECK(judge(h) == verdict::violated);
}

TEST_CASE("a compare-and-set of unknown outcome explains what it leads to") {
  history h;
  h.add(0, 10, op::write(1));
  h.lost(20, op::compare_and_set(1, 2));
  h.add(30, 40, op::compare_and_set(2, 3, true));
  CHECK(judge(h) == verdict::linearizable);
  h.add(50, 60, op::compare_and_set(2, 4, true));
  CHECK(judge(h) == verdict::violated);
}

TEST_CASE("keys are judged apart, and the finding names the wrong one and what it saw") {
  history h;
  h.add(0, 10, op::write(1));
  h.add(20, 30, op::read(1));
  h.key = "y";
  h.add(0, 10, op::write(2));
  h.add(20, 30, op::read(3));
  auto found = check_linearizable(register_model{}, h.operations);
  CHECK(found.is == verdict::violated);
  CHECK(found.key == "y");
  CHECK(found.evidence.find("no order explains\n  [20ms 30ms] y: read 3") == 0);
  CHECK(found.evidence.find("[0s 10ms] y: write 2") != std::string::npos);
}

TEST_CASE("a history that is too hard is undecided, which is not linearizable") {
  history h;
  for (int i = 0; i < 20; ++i) h.add(0, 100, op::write(i));
  h.add(200, 210, op::read(99));
  auto found = check_linearizable(register_model{}, h.operations, 1000);
  CHECK(found.is == verdict::undecided);
  CHECK(found.tries == 1000);
}

TEST_CASE("the cache decides in thousands of steps what has millions of orders") {
  history h;
  for (int i = 0; i < 12; ++i) h.add(0, 100, op::write(i % 2)); // 12! orders, few states
  h.add(200, 210, op::read(99));
  auto found = check_linearizable(register_model{}, h.operations);
  CHECK(found.is == verdict::violated);
  CHECK(found.tries < 200'000);
}

TEST_CASE("a long history with few clients takes a few steps for each operation") {
  history h;
  for (int i = 0; i < 50'000; ++i) {
    h.add(10 * i, 10 * i + 9, op::write(i));
    h.add(10 * i + 1, 10 * i + 12, op::read(i));
  }
  auto found = check_linearizable(register_model{}, h.operations);
  CHECK(found.is == verdict::linearizable);
  CHECK(found.tries < 500'000);
}

// SPDX-License-Identifier: BSD-3-Clause
#include <ringleader/locks/fence.hpp>

#include <catch2/catch.hpp>

using namespace ringleader;

namespace {

errc code_of(const result<void>& r) { return r ? errc::none : r.error().code; }

fence with_marks() {
  fence marks;
  REQUIRE(marks.admit("payroll.csv", fencing_token{7}));
  REQUIRE(marks.admit("ledger.csv", fencing_token{9}));
  return marks;
}

} // namespace

TEST_CASE("a holder that was paused writes nothing over what the next one wrote") {
  fence marks;
  CHECK(marks.admit("payroll.csv", fencing_token{1}));
  CHECK(marks.admit("payroll.csv", fencing_token{1})); // the same holder goes on
  CHECK(marks.admit("payroll.csv", fencing_token{2}));
  CHECK(code_of(marks.admit("payroll.csv", fencing_token{1})) == errc::lease_lost);
  CHECK(marks.mark("payroll.csv") == fencing_token{2});
}

TEST_CASE("a refused or merely checked token leaves no mark") {
  auto marks = with_marks();
  CHECK(marks.check("payroll.csv", fencing_token{8}));
  CHECK(code_of(marks.admit("payroll.csv", fencing_token{6})) == errc::lease_lost);
  CHECK(code_of(marks.admit("payroll.csv", fencing_token{})) == errc::refused);
  CHECK(marks == with_marks());
}

TEST_CASE("resources do not concern each other, and one that is forgotten begins again") {
  auto marks = with_marks();
  CHECK(marks.admit("stock.csv", fencing_token{1}));
  CHECK(marks.mark("nothing.csv") == fencing_token{});
  marks.forget("payroll.csv");
  CHECK(marks.admit("payroll.csv", fencing_token{1}));
}

TEST_CASE("a fence guards no more than its bound, and names have a length") {
  fence marks{1};
  CHECK(marks.admit("a", fencing_token{1}));
  CHECK(code_of(marks.admit("b", fencing_token{2})) == errc::overloaded);
  CHECK(marks.admit("a", fencing_token{2}));
  CHECK(code_of(marks.admit("", fencing_token{3})) == errc::refused);
  CHECK(code_of(marks.admit(std::string(5'000, 'x'), fencing_token{3})) == errc::refused);
}

TEST_CASE("what a fence has seen survives the way through a file") {
  auto marks = with_marks();
  auto again = fence::load(marks.save());
  REQUIRE(again);
  CHECK(*again == marks);
  CHECK(code_of(again->admit("payroll.csv", fencing_token{6})) == errc::lease_lost);
  auto fresh = fence::load({});
  REQUIRE(fresh);
  CHECK(fresh->resources() == 0);
}

TEST_CASE("marks that are damaged in any bit or cut anywhere are not believed") {
  auto file = with_marks().save();
  for (std::size_t size = 1; size < file.size(); ++size)
    CHECK_FALSE(fence::load(bytes(file.begin(), file.begin() + static_cast<long>(size))));
  for (std::size_t i = 0; i < 8 * file.size(); ++i) {
    auto bad = file;
    bad[i / 8] ^= static_cast<std::uint8_t>(1u << (i % 8));
    auto r = fence::load(bad);
    REQUIRE_FALSE(r);
    CHECK(r.error().code == errc::corrupt);
  }
}

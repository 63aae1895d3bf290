// SPDX-License-Identifier: BSD-3-Clause
// The checker of requests finds what routing must not do, in short histories.
#include <ringleader/testkit/checkers/request_checker.hpp>

#include <catch2/catch.hpp>

#include <vector>

using namespace ringleader;
using namespace ringleader::testkit;

namespace {

using kinds = std::vector<violation_kind>;

constexpr partition_epoch e1{1};
constexpr partition_epoch e2{2};

struct history {
  kinds found;
  request_checker checker{
    4, [this](violation_kind kind, const std::string&) { found.push_back(kind); }};

  /// Requests 1, 2, 3 of one sender to one key, and 4 to another partition.
  history() {
    for (std::uint64_t number = 1; number <= 3; ++number) checker.asked(number, 7, 5);
    checker.asked(4, 7, 6);
  }
};

} // namespace

TEST_CASE("requests that are executed once, in order and by their owners are right") {
  history h;
  h.checker.executed(1, e1, 0);
  h.checker.told(1, errc::none);
  h.checker.told(2, errc::not_owner); // and was not
  h.checker.executed(4, e1, 0);
  h.checker.told(4, errc::outcome_unknown);
  h.checker.executed(3, e2, 1);
  h.checker.told(3, errc::none);
  for (std::uint64_t number = 1; number <= 4; ++number) h.checker.unanswered(number);
  CHECK(h.found.empty());
  CHECK(h.checker.executions() == 3);
}

TEST_CASE("a request that is executed twice is found") {
  history h;
  h.checker.executed(1, e1, 0);
  h.checker.executed(1, e2, 1);
  CHECK(h.found == kinds{violation_kind::request_executed_twice});
}

TEST_CASE("a request that is executed behind a later one of its sender is found") {
  history h;
  h.checker.executed(2, e1, 0);
  h.checker.executed(4, e1, 0); // to another key
  h.checker.executed(1, e1, 0);
  CHECK(h.found == kinds{violation_kind::request_overtaken});
}

TEST_CASE("nothing happened is found to be wrong, whichever comes first") {
  history h;
  h.checker.executed(1, e1, 0);
  h.checker.told(1, errc::overloaded);
  h.checker.told(2, errc::expired_before_send);
  h.checker.executed(2, e1, 0);
  CHECK(h.found == kinds{violation_kind::denied_but_executed, violation_kind::denied_but_executed});
}

TEST_CASE("an entity under an older epoch than one that ran is found") {
  history h;
  h.checker.executed(1, e2, 1);
  h.checker.executed(4, e1, 0); // of another partition
  h.checker.executed(2, e1, 0);
  CHECK(h.found == kinds{violation_kind::executed_without_right});
}

TEST_CASE("answers that are wrong, doubled or missing are found") {
  history h;
  h.checker.told(1, errc::none); // but it was not executed
  h.checker.told(1, errc::outcome_unknown);
  h.checker.unanswered(2);
  CHECK(h.found == kinds{violation_kind::acknowledged_lost, violation_kind::answered_twice,
                         violation_kind::never_answered});
}

// SPDX-License-Identifier: BSD-3-Clause
#include <ringleader/locks/lock_limits.hpp>
#include <ringleader/locks/lock_report.hpp>

#include <catch2/catch.hpp>

using namespace ringleader;

TEST_CASE("a report names some of those in a waiter's way and counts the others") {
  lock_book book;
  lock_want reader{"a", lock_mode::shared, 0, 0};
  lock_want writer{"a", lock_mode::exclusive, 0, 0};
  auto owner = [](std::uint64_t n) { return lock_owner{session_id{n}, holder_id{1}}; };
  constexpr std::uint64_t readers = wait_steps_max + 8;
  for (std::uint64_t i = 1; i <= readers; ++i)
    book.add_hold(fencing_token{i}, {owner(i), {claim_id{1}}, {reader}, {}, {}, false});
  book.add_request({owner(100), claim_id{1}, {writer}, {}, {}});
  book.add_request({owner(101), claim_id{1}, {writer}, {}, {}});

  auto seen = report(book, "a");
  REQUIRE(seen);
  CHECK(seen->holders.size() == readers);
  REQUIRE(seen->waiters.size() == 2);
  CHECK(seen->waiters[0].waits_for.size() == wait_steps_max);
  CHECK(seen->waiters[0].more == 8);
  CHECK(seen->waiters[1].more == 9); // the writer before it
  CHECK(to_string(*seen).find("; and 9 more\n") != std::string::npos);
}

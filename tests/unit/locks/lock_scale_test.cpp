// SPDX-License-Identifier: BSD-3-Clause
// What must stay cheap when the table is full. Work is bounded by counting, not by a clock: a scan
// over all names in any of these loops would not come to an end within the test's time.
#include <ringleader/locks/lock_table.hpp>

#include <catch2/catch.hpp>

using namespace ringleader;
using namespace std::chrono_literals;

namespace {

struct full_table {
  lock_table locks;
  token_source tokens;
  std::vector<lock_event> events;

  lock_answer take(std::uint64_t session, std::uint64_t claim, const std::string& name,
                   std::optional<duration> lease = {}) {
    lock_request r;
    r.owner = {session_id{session}, holder_id{claim}};
    r.claim = claim_id{claim};
    r.wants = {{name, lock_mode::exclusive, 0, 0}};
    r.lease = lease;
    return locks.acquire(r, {}, registry_time{}, tokens, events);
  }
};

} // namespace

TEST_CASE("leases and sessions of a table with 65536 names end without looking at all names") {
  full_table t;
  constexpr std::uint64_t names = 65'536;
  for (std::uint64_t i = 0; i < names; ++i) {
    auto r = t.take(1 + i % 4'096, 1 + i, "lock" + std::to_string(i), std::chrono::seconds{1 + i});
    REQUIRE(std::holds_alternative<lock_standing>(r));
  }
  auto more = t.take(1, names + 1, "one too many");
  REQUIRE(std::holds_alternative<failure>(more));
  CHECK(std::get<failure>(more).code == errc::overloaded);

  registry_time now{};
  std::uint64_t expired = 0;
  for (std::uint64_t i = 0; i < names / 2; ++i) {
    now += 1s;
    for (auto& due : t.locks.due(now, 64)) {
      REQUIRE(t.locks.expire(due, now, t.tokens, t.events));
      ++expired;
    }
  }
  CHECK(expired == names / 2);
  for (std::uint64_t session = 1; session <= 4'096; ++session)
    t.locks.end_sessions({session_id{session}}, true, now, t.tokens, t.events);
  CHECK(t.locks.book().slots().empty());
  CHECK(t.events.size() == 2 * names);
}

TEST_CASE("a queue of a thousand is served one by one") {
  full_table t;
  (void)t.take(1, 1, "hot");
  for (std::uint64_t i = 2; i <= 1'025; ++i)
    REQUIRE(std::get<lock_standing>(t.take(i, i, "hot")).position == i - 1);
  CHECK(std::get<failure>(t.take(2'000, 2'000, "hot")).code == errc::overloaded);
  for (std::uint64_t i = 1; i <= 1'025; ++i) {
    auto at = t.locks.standing({session_id{i}, claim_id{i}});
    REQUIRE(at);
    REQUIRE(at->token == fencing_token{i});
    REQUIRE(t.locks.release({session_id{i}, claim_id{i}}, at->token, true, {}, t.tokens, t.events));
  }
  CHECK(t.locks.book().slots().empty());
}

TEST_CASE(
  "a cycle of a thousand owners is found, told in part, and refused where that is too many") {
  for (std::size_t looked_at : {4'096u, 100u}) {
    lock_limits limits;
    limits.owners_looked_at = looked_at;
    full_table t{lock_table{limits}, {}, {}};
    // Each holds its own and waits for the next one's.
    for (std::uint64_t i = 1; i <= 1'000; ++i) (void)t.take(i, 1, "of" + std::to_string(i));
    auto ask_next = [&](std::uint64_t i) {
      lock_request r;
      r.owner = {session_id{i}, holder_id{1}};
      r.claim = claim_id{2};
      r.wants = {{"of" + std::to_string(i % 1'000 + 1), lock_mode::exclusive, 0, 0}};
      return t.locks.acquire(r, {}, registry_time{}, t.tokens, t.events);
    };
    // From the end on, so that each is looked at once it waits for a long row of others.
    std::uint64_t queued = 0;
    for (std::uint64_t i = 999; i >= 1; --i)
      if (std::holds_alternative<lock_standing>(ask_next(i))) ++queued;
    auto last = ask_next(1'000);
    if (looked_at == 4'096) {
      CHECK(queued == 999);
      const auto& found = std::get<lock_deadlock>(last);
      CHECK(found.cycle.size() == wait_steps_max);
      CHECK(found.cycle.size() + found.more == 1'000);
    } else {
      // Each hundredth would have had to look at more, and so no cycle was closed.
      CHECK(queued == 990);
      CHECK(std::get<failure>(last).code == errc::overloaded);
    }
  }
}

TEST_CASE("whether a full semaphore is part of a deadlock is found without a look at all pairs") {
  full_table t;
  constexpr std::uint64_t holders = 2'500;
  constexpr std::uint64_t waiters = 1'000;
  auto ask = [&](std::uint64_t owner, std::uint64_t claim, const lock_want& want) {
    lock_request r{{session_id{owner}, holder_id{1}}, claim_id{claim}, {want}, {}, {}};
    return t.locks.acquire(r, {}, {}, t.tokens, t.events);
  };
  auto some = [&](std::uint32_t permits) {
    return lock_want{"pool", lock_mode::permits, permits, holders};
  };
  for (std::uint64_t i = 1; i <= holders; ++i)
    REQUIRE(std::get<lock_standing>(ask(i, 1, some(1))).token);
  // Each of them holds something, so each is looked at as one that others may wait for.
  for (std::uint64_t i = 1; i <= waiters; ++i) {
    auto owner = holders + i;
    auto own = "of" + std::to_string(i);
    REQUIRE(std::get<lock_standing>(ask(owner, 1, {own, lock_mode::exclusive, 0, 0})).token);
    REQUIRE(std::get<lock_standing>(ask(owner, 2, some(i % 7 + 1))).position == i);
  }
  // Others go on, so enough of the permits come back; but the first of the queue wants one.
  auto found = ask(1, 2, {"of1", lock_mode::exclusive, 0, 0});
  REQUIRE(std::get<lock_standing>(found).position == 1);
  CHECK(std::holds_alternative<lock_deadlock>(ask(holders + 1, 3, some(holders))));
}

TEST_CASE("what would take too long to look at is refused, and nothing is queued") {
  lock_limits limits;
  limits.claims_looked_at = 100;
  full_table t{lock_table{limits}, {}, {}};
  auto ask = [&](std::uint64_t owner, std::uint64_t claim, const std::string& name) {
    lock_request r{{session_id{owner}, holder_id{1}},
                   claim_id{claim},
                   {{name, lock_mode::exclusive, 0, 0}},
                   {},
                   {}};
    return t.locks.acquire(r, {}, {}, t.tokens, t.events);
  };
  for (std::uint64_t i = 1; i <= 100; ++i) (void)ask(1, i, "of" + std::to_string(i));
  std::uint64_t queued = 0;
  lock_answer last;
  for (std::uint64_t i = 1; i <= 100; ++i) {
    last = ask(2, i, "of" + std::to_string(i));
    if (std::holds_alternative<lock_standing>(last)) ++queued;
  }
  // Two for each claim of the one that waits: its need, and who holds that.
  CHECK(queued == 50);
  CHECK(std::get<failure>(last).code == errc::overloaded);
  CHECK(t.locks.book().requests().size() == queued);
}

// SPDX-License-Identifier: BSD-3-Clause
#include <ringleader/membership/session_tracker.hpp>

#include <catch2/catch.hpp>

using namespace ringleader;
using namespace std::chrono_literals;

namespace {

using ids = std::vector<session_id>;

constexpr session_id a{1}, b{2}, c{3}, d{4};
const session_config config{2s, 100ms};

instant at(duration when) { return instant{} + when; }

session_tracker leading_since_zero(const ids& sessions) {
  session_tracker tracker{config, at(0s)};
  for (auto session : sessions) tracker.known(session, at(0s));
  return tracker;
}

void renew(session_tracker& tracker, const ids& sessions, duration when) {
  for (auto session : sessions) tracker.renewed(session, at(when));
}

} // namespace

TEST_CASE("who was heard when the leader won is expired ttl plus margin after it") {
  auto tracker = leading_since_zero({a, b, c});
  renew(tracker, {b, c}, 2s);
  CHECK(tracker.overdue(at(2099ms)).empty());
  CHECK(tracker.overdue(at(2100ms)) == ids{a});
}

TEST_CASE("a new leader expires who was silent for ttl plus margin, as the voters remember") {
  session_tracker tracker{config, at(10s)};
  tracker.known(a, at(9s));
  tracker.known(b, at(10s));
  tracker.known(c, at(10s));
  CHECK(tracker.overdue(at(11099ms)).empty());
  CHECK(tracker.overdue(at(11100ms)) == ids{a});
}

TEST_CASE("nobody is expired in the first two renewal intervals of a leadership") {
  session_tracker tracker{config, at(10s)};
  tracker.known(a, at(1s));
  tracker.known(b, at(10s));
  CHECK(tracker.overdue(at(10799ms)).empty());
  CHECK(tracker.overdue(at(10800ms)) == ids{a});
}

TEST_CASE("a new leader that finds most sessions overdue waits ttl plus margin after it won") {
  session_tracker tracker{config, at(10s)};
  tracker.known(a, at(1s));
  tracker.known(b, at(1s));
  tracker.known(c, at(10s));
  renew(tracker, {c}, 10500ms);
  CHECK(tracker.overdue(at(10800ms)).empty());
  CHECK(tracker.overdue(at(12099ms)).empty());
  CHECK(tracker.overdue(at(12100ms)) == ids{a, b});
}

TEST_CASE("a session that opens later has ttl plus margin from then") {
  auto tracker = leading_since_zero({a, b});
  tracker.opened(c, at(10s));
  renew(tracker, {a, b}, 11s);
  CHECK(tracker.overdue(at(12099ms)).empty());
  CHECK(tracker.overdue(at(12100ms)) == ids{c});
}

TEST_CASE("no renewal is allowed from the moment when an expiry is proposed") {
  auto tracker = leading_since_zero({a, b, c});
  renew(tracker, {b, c}, 4s);
  REQUIRE(tracker.overdue(at(4s)) == ids{a});
  CHECK(tracker.renewal_allowed(a));
  tracker.expiry_proposed(a);
  CHECK_FALSE(tracker.renewal_allowed(a));
  tracker.renewed(a, at(4100ms));
  CHECK(tracker.overdue(at(4399ms)).empty());   // the proposal has its time
  CHECK(tracker.overdue(at(4400ms)) == ids{a}); // then it may be lost, and is made again
  CHECK(tracker.overdue(at(4401ms)).empty());
  CHECK_FALSE(tracker.renewal_allowed(a));
}

TEST_CASE("sessions that are unknown or ended are not renewed") {
  auto tracker = leading_since_zero({a});
  CHECK_FALSE(tracker.renewal_allowed(b));
  tracker.renewed(b, at(1s));
  CHECK(tracker.size() == 1);
  tracker.ended(a);
  CHECK_FALSE(tracker.renewal_allowed(a));
  CHECK(tracker.next_check() == never);
}

TEST_CASE("if more than half are overdue the fault is ours, and they get another ttl plus margin") {
  auto tracker = leading_since_zero({a, b, c});
  renew(tracker, {a}, 9s);
  CHECK(tracker.overdue(at(10s)).empty());
  renew(tracker, {a, b}, 12s);
  CHECK(tracker.overdue(at(12099ms)).empty());
  CHECK(tracker.overdue(at(12100ms)) == ids{c});
}

TEST_CASE("a majority that stays silent for the second wait is expired after all") {
  auto tracker = leading_since_zero({a, b, c});
  renew(tracker, {a}, 9s);
  CHECK(tracker.overdue(at(10s)).empty());
  renew(tracker, {a}, 12s);
  CHECK(tracker.overdue(at(12100ms)) == ids{b, c});
}

TEST_CASE("exactly half is not more than half") {
  auto tracker = leading_since_zero({a, b, c, d});
  renew(tracker, {c, d}, 9s);
  CHECK(tracker.overdue(at(10s)) == ids{a, b});
}

TEST_CASE("a second doubt is waited for like the first once all was well in between") {
  auto tracker = leading_since_zero({a, b, c});
  CHECK(tracker.overdue(at(10s)).empty());
  renew(tracker, {a, b, c}, 11s);
  CHECK(tracker.overdue(at(12100ms)).empty());
  CHECK(tracker.overdue(at(20s)).empty());
  CHECK(tracker.overdue(at(22099ms)).empty());
  CHECK(tracker.overdue(at(22100ms)) == ids{a, b, c});
}

TEST_CASE(
  "a leader whose own session is the only one does not expire itself after a pause at once") {
  auto tracker = leading_since_zero({a});
  CHECK(tracker.overdue(at(1h)).empty());
  renew(tracker, {a}, 1h);
  CHECK(tracker.overdue(at(1h + 2100ms)) == ids{a});
}

TEST_CASE(
  "the next check is when the first session may be overdue, not before the quiet time ends") {
  auto tracker = leading_since_zero({a, b});
  CHECK(tracker.next_check() == at(2100ms));
  renew(tracker, {a}, 5s);
  renew(tracker, {b}, 4s);
  CHECK(tracker.next_check() == at(6100ms));
}

// SPDX-License-Identifier: BSD-3-Clause
#include <ringleader/membership/lease.hpp>

#include <catch2/catch.hpp>

using namespace ringleader;
using namespace std::chrono_literals;

namespace {

instant at(duration d) { return instant{} + d; }

} // namespace

TEST_CASE("opening a session gives no lease, nor does a renewal that nobody answered") {
  lease_holder lease{session_config{2s, 100ms}};
  CHECK_FALSE(lease.valid(at(0s)));
  lease.renewal_sent(renewal_id{1}, at(1s));
  CHECK_FALSE(lease.valid(at(1s)));
}

TEST_CASE("the lease runs from the send time to ttl minus margin, however late the answer came") {
  lease_holder lease{session_config{2s, 100ms}};
  lease.renewal_sent(renewal_id{1}, at(10s));
  lease.renewal_answered(renewal_id{1}, at(11s)); // when it came does not matter
  CHECK(lease.valid_until() == at(11900ms));
  CHECK(lease.valid(at(11899ms)));
  CHECK_FALSE(lease.valid(at(11900ms)));
}

TEST_CASE("answers that overtake each other never shorten the lease") {
  lease_holder lease{session_config{2s, 100ms}};
  lease.renewal_sent(renewal_id{1}, at(0s));
  lease.renewal_sent(renewal_id{2}, at(400ms));
  lease.renewal_answered(renewal_id{2}, at(6s));
  CHECK(lease.valid_until() == at(2300ms));
  lease.renewal_answered(renewal_id{1}, at(6s));
  CHECK(lease.valid_until() == at(2300ms));
}

TEST_CASE("an answer to a renewal that was never sent gives nothing") {
  lease_holder lease{session_config{2s, 100ms}};
  lease.renewal_answered(renewal_id{7}, at(6s));
  CHECK_FALSE(lease.valid(at(0s)));
}

TEST_CASE("answers for an old session give nothing to the new one") {
  lease_holder lease{session_config{2s, 100ms}};
  lease.renewal_sent(renewal_id{1}, at(0s));
  lease.renewal_sent(renewal_id{2}, at(1s));
  lease.renewal_answered(renewal_id{1}, at(6s));
  lease.reset();
  CHECK_FALSE(lease.valid(at(1s)));
  lease.renewal_answered(renewal_id{2}, at(6s));
  CHECK_FALSE(lease.valid(at(1s)));
}

TEST_CASE("a lease that ended comes back with the next answered renewal") {
  lease_holder lease{session_config{2s, 100ms}};
  lease.renewal_sent(renewal_id{1}, at(0s));
  lease.renewal_answered(renewal_id{1}, at(6s));
  REQUIRE_FALSE(lease.valid(at(5s)));
  lease.renewal_sent(renewal_id{2}, at(5s));
  lease.renewal_answered(renewal_id{2}, at(6s));
  CHECK(lease.valid(at(6s)));
}

TEST_CASE("a holder that is never answered does not grow, and the newest renewals still count") {
  lease_holder lease{session_config{2s, 100ms}};
  for (std::uint64_t i = 1; i <= 1000; ++i)
    lease.renewal_sent(renewal_id{i}, at(std::chrono::seconds{i}));
  lease.renewal_answered(renewal_id{1}, at(6s));
  CHECK_FALSE(lease.valid(at(2s)));
  lease.renewal_answered(renewal_id{1000}, at(6s));
  CHECK(lease.valid(at(1001s)));
}

TEST_CASE("the holder stops before the leader ends the session, at any clock rates in the margin") {
  session_config config{2s, 100ms};
  // The renewal travels for no time at all, the worst case: the leader counts from the send time.
  // Each clock may err by 2 % in either direction; 4 % of ttl is the margin on each side.
  auto holder_real = config.holder_time() * 100 / 98; // slow clock: its time takes longer
  auto leader_real = config.leader_time() * 100 / 102;
  CHECK(holder_real < leader_real);
}

TEST_CASE("session times that cannot keep their promise are refused with the reason") {
  CHECK(session_config{}.validate(200ms));
  CHECK(session_config{1600ms, 64ms}.validate(200ms));
  auto short_ttl = session_config{1599ms, 100ms}.validate(200ms);
  REQUIRE_FALSE(short_ttl);
  CHECK(short_ttl.error().message.find("at least 8 times") != std::string::npos);
  auto short_margin = session_config{2s, 79ms}.validate(200ms);
  REQUIRE_FALSE(short_margin);
  CHECK(short_margin.error().message.find("4 %") != std::string::npos);
  CHECK_FALSE(session_config{2s, 1s}.validate(200ms));
  CHECK_FALSE(session_config{2s, 100ms}.validate(0s));
  CHECK_FALSE(session_config{duration::max(), duration::max()}.validate(200ms));
  CHECK_FALSE(session_config{2s, 100ms}.validate(duration::max()));
}

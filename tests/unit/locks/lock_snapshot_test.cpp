// SPDX-License-Identifier: BSD-3-Clause
// Bytes of a lock table that no table wrote: refused, or a table that works.
#include <ringleader/base/codec/decoder.hpp>
#include <ringleader/base/codec/encoder.hpp>
#include <ringleader/locks/lock_table.hpp>

#include <catch2/catch.hpp>

using namespace ringleader;
using namespace std::chrono_literals;

namespace {

/// What a lock_book replicates.
struct parts {
  lock_arrival last_arrival;
  std::map<fencing_token, lock_hold> holds;
  std::map<lock_arrival, lock_request> requests;

  template <class Inspector>
  friend typename Inspector::result_type inspect(Inspector& f, parts& x) {
    return f(x.last_arrival, x.holds, x.requests);
  }
};

/// What a lock_table replicates.
struct table {
  parts book;

  template <class Inspector>
  friend typename Inspector::result_type inspect(Inspector& f, table& x) {
    return f(x.book);
  }
};

lock_owner owner(std::uint64_t session) { return {session_id{session}, holder_id{1}}; }

parts good() {
  parts p;
  p.last_arrival = lock_arrival{7};
  p.holds[fencing_token{1}] = {owner(1), {claim_id{1}}, {{"a"}}, registry_time{5s}, 3s, false};
  p.holds[fencing_token{2}] = {owner(2), {claim_id{1}}, {{"pool", lock_mode::permits, 2, 3}}, {},
                               {},       false};
  p.holds[fencing_token{3}] = {{}, {},  {{"b", lock_mode::shared, 0, 0}}, registry_time{9s},
                               3s, true};
  p.requests[lock_arrival{4}] = {owner(3), claim_id{1}, {{"a"}, {"b"}}, {}, {}};
  p.requests[lock_arrival{7}] = {
    owner(1), claim_id{2}, {{"pool", lock_mode::permits, 2, 3}}, {}, {}};
  return p;
}

template <class Change> void refused(Change spoil) {
  auto p = good();
  spoil(p);
  CHECK_FALSE(decode<lock_table>(encode(table{p})));
}

} // namespace

TEST_CASE("a lock table is read as it was written, and what no table holds is refused") {
  REQUIRE(decode<lock_table>(encode(table{good()})));
  auto hold = [](parts& p, std::uint64_t token) -> lock_hold& {
    return p.holds.at(fencing_token{token});
  };
  refused([&](parts& p) { hold(p, 1).wants.clear(); });
  refused([&](parts& p) { hold(p, 1).claims.clear(); });
  refused([&](parts& p) { hold(p, 1).claims = {claim_id{1}, claim_id{1}}; });
  refused([&](parts& p) { hold(p, 1).wants = {{"b"}}; }); // others share it
  refused([&](parts& p) { hold(p, 1).wants[0].mode = lock_mode{3}; });
  refused([&](parts& p) { hold(p, 2).wants[0].permits = 4; });
  refused([&](parts& p) { hold(p, 2).wants[0].permits = 0; });
  refused([&](parts& p) { hold(p, 3).expires.reset(); });
  refused([&](parts& p) { p.holds[fencing_token{}] = hold(p, 1); });
  refused([&](parts& p) { p.last_arrival = lock_arrival{6}; });
  auto request = [](parts& p, std::uint64_t arrival) -> lock_request& {
    return p.requests.at(lock_arrival{arrival});
  };
  refused([&](parts& p) { request(p, 4).wants.clear(); });
  refused([&](parts& p) { request(p, 4).wants = {{"b"}, {"a"}}; });
  refused([&](parts& p) { request(p, 4).wants = {{"a"}, {"a"}}; });
  refused([&](parts& p) { request(p, 4).wants[0].permits = 1; });
  refused([&](parts& p) { request(p, 7).wants[0].capacity = 4; });
  refused([&](parts& p) { request(p, 7).claim = claim_id{1}; }); // of a hold
}

TEST_CASE("whatever is damaged in its bytes, a table that is read works") {
  auto file = encode(table{good()});
  for (std::size_t i = 0; i < file.size(); ++i)
    for (unsigned flip : {0x01u, 0x02u, 0x80u, 0xffu}) {
      auto bad = file;
      bad[i] ^= static_cast<bytes::value_type>(flip);
      auto read = decode<lock_table>(bad);
      if (!read) continue;
      std::vector<lock_event> events;
      token_source tokens;
      tokens.skip(std::uint64_t{1} << 62);
      std::set<session_id> all;
      for (const auto& [token, held] : read->book().holds()) all.insert(held.owner.session);
      for (const auto& [arrival, request] : read->book().requests())
        all.insert(request.owner.session);
      read->end_sessions(all, true, {}, tokens, events);
      CHECK(read->book().requests().empty());
      for (const auto& due : read->due(registry_time::max(), 100))
        CHECK(read->expire(due, registry_time::max(), tokens, events));
      CHECK(read->book().slots().empty());
    }
}

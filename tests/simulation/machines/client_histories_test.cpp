// SPDX-License-Identifier: BSD-3-Clause
// What clients may not see of a lock and of a leadership is found in the recorded histories.
#include <ringleader/testkit/checkers/client_histories.hpp>

#include <catch2/catch.hpp>

using namespace ringleader;
using namespace ringleader::testkit;
using namespace std::chrono_literals;

namespace {

instant at(int seconds) { return instant{} + std::chrono::seconds{seconds}; }

struct recorded {
  std::string found;
  client_histories seen{[this](violation_kind kind, const std::string& evidence) {
    found += to_string(kind) + " " + evidence.substr(0, evidence.find(':')) + "\n";
  }};

  static registry::event granted(std::uint64_t claim, std::uint64_t token) {
    return lock_granted{
      {client_histories::lock_name}, {}, claim_id{claim}, fencing_token{token}, {}};
  }
  static registry::event lost(std::uint64_t claim, std::uint64_t token) {
    lock_ended end;
    end.names = {client_histories::lock_name};
    end.claims = {claim_id{claim}};
    end.token = fencing_token{token};
    end.why = lock_end::session_ended;
    return end;
  }
  static registry::event elected(std::uint64_t candidate, std::uint64_t term) {
    return election_changed{client_histories::election_name,
                            election_term{term},
                            candidate_id{session_id{1}, holder_id{candidate}},
                            {}};
  }

  /// Candidate 1 campaigns, is elected for term 5 and knows it from the third instant on.
  void wins_first() {
    seen.campaign(holder_id{1}, at(1));
    seen.agreed({elected(1, 5)}, at(2));
    seen.won(holder_id{1}, election_term{5}, at(3));
  }
};

} // namespace

TEST_CASE("a lock that is lost and granted again is explained by the loss alone") {
  recorded run;
  run.seen.acquire(claim_id{1}, at(1));
  run.seen.agreed({recorded::granted(1, 5)}, at(2));
  run.seen.granted(claim_id{1}, fencing_token{5}, at(3));
  run.seen.acquire(claim_id{2}, at(4));
  SECTION("with the loss") {
    run.seen.agreed({recorded::lost(1, 5), recorded::granted(2, 6)}, at(5));
    run.seen.granted(claim_id{2}, fencing_token{6}, at(6));
    run.seen.check();
    CHECK(run.found == "");
  }
  SECTION("without it") {
    run.seen.agreed({recorded::granted(2, 6)}, at(5));
    run.seen.granted(claim_id{2}, fencing_token{6}, at(6));
    run.seen.check();
    CHECK(run.found == "not_linearizable lock0 is violated\n");
  }
}

TEST_CASE("an acquire that the log never granted explains no busy answer") {
  recorded run;
  run.seen.acquire(claim_id{1}, at(1)); // never answered
  run.seen.acquire(claim_id{2}, at(2));
  run.seen.busy(claim_id{2}, at(3));
  SECTION("granted, its client was never told") {
    run.seen.agreed({recorded::granted(1, 5)}, at(2));
    run.seen.check();
    CHECK(run.found == "");
  }
  SECTION("not granted") {
    run.seen.check();
    CHECK(run.found == "not_linearizable lock0 is violated\n");
  }
}

TEST_CASE("a watcher that is told an old term is found") {
  recorded run;
  run.wins_first();
  run.seen.campaign(holder_id{2}, at(3));
  run.seen.agreed({recorded::elected(2, 6)}, at(5));
  run.seen.won(holder_id{2}, election_term{6}, at(6));
  SECTION("before the change") { run.seen.watched(election_term{5}, at(3), at(4)); }
  SECTION("across it") { run.seen.watched(election_term{5}, at(4), at(8)); }
  SECTION("behind it") {
    run.seen.watched(election_term{5}, at(7), at(8));
    run.seen.check();
    CHECK(run.found == "not_linearizable office is violated\n");
    return;
  }
  run.seen.check();
  CHECK(run.found == "");
}

TEST_CASE("a candidate that lost the leadership to a stronger one may win it again") {
  recorded run;
  run.wins_first();
  run.seen.campaign(holder_id{2}, at(3));
  run.seen.agreed({recorded::elected(2, 6)}, at(4));
  run.seen.agreed({recorded::elected(1, 7)}, at(6));
  SECTION("and learns of it") {
    run.seen.won(holder_id{1}, election_term{7}, at(7));
    run.seen.watched(election_term{7}, at(8), at(9));
    run.seen.check();
    CHECK(run.found == "");
  }
  SECTION("and learns of its first win last") {
    run.seen.won(holder_id{1}, election_term{5}, at(7));
    run.seen.watched(election_term{7}, at(8), at(9));
    run.seen.check();
    CHECK(run.found == "");
  }
  SECTION("but is not leading in between") {
    run.seen.watched(election_term{5}, at(5), at(5));
    run.seen.check();
    CHECK(run.found == "not_linearizable office is violated\n");
  }
}

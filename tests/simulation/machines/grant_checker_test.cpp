// SPDX-License-Identifier: BSD-3-Clause
// The checker of grants finds what a lock table must not do, on logs that are written by hand.
#include <ringleader/testkit/checkers/grant_checker.hpp>

#include <catch2/catch.hpp>

using namespace ringleader;
using namespace ringleader::testkit;

namespace {

using registry::applied;
using registry::envelope;

const std::vector<lock_want> a{{"a", lock_mode::exclusive, 0, 0}};
const std::vector<lock_want> a_shared{{"a", lock_mode::shared, 0, 0}};
const std::vector<lock_want> two_of_three{{"pool", lock_mode::permits, 2, 3}};

struct log_under_test {
  std::vector<violation_kind> found;
  grant_checker checker{[this](violation_kind kind, const std::string&) { found.push_back(kind); }};

  static envelope from(std::uint64_t session, registry::command what) {
    return {registry::proposer{session_id{session}, stream_id{1}, sequence{1}, sequence{1}},
            std::move(what)};
  }

  static envelope acquire(std::uint64_t session, std::vector<lock_want> wants) {
    registry::acquire_lock what;
    what.claim = claim_id{session};
    what.holder = holder_id{1};
    what.wants = std::move(wants);
    return from(session, what);
  }

  static lock_granted grant(std::uint64_t session, std::vector<lock_want> wants,
                            std::uint64_t token) {
    return {names_of(wants),
            {session_id{session}, holder_id{1}},
            claim_id{session},
            fencing_token{token},
            {}};
  }

  static lock_ended end(std::uint64_t session, std::vector<lock_want> wants, std::uint64_t token) {
    lock_ended told;
    told.names = names_of(wants);
    told.owner = {session_id{session}, holder_id{1}};
    told.claims = {claim_id{session}};
    told.token = fencing_token{token};
    return told;
  }

  void held(std::uint64_t session, const std::vector<lock_want>& wants, std::uint64_t token) {
    checker.agreed(acquire(session, wants),
                   {registry::granted{fencing_token{token}, {}}, {grant(session, wants, token)}});
  }
  void waits(std::uint64_t session, const std::vector<lock_want>& wants) {
    checker.agreed(acquire(session, wants), {registry::queued{}, {}});
  }
  void tells(std::vector<registry::event> events) {
    checker.agreed({std::nullopt, registry::expire_lock{}}, {registry::done{}, std::move(events)});
  }
};

using kinds = std::vector<violation_kind>;

} // namespace

TEST_CASE("a hand-over in the order of coming is found to be right") {
  log_under_test log;
  log.held(1, a, 5);
  log.waits(2, a);
  log.waits(3, a);
  log.tells({log.end(1, a, 5), log.grant(2, a, 6)});
  log.tells({log.end(2, a, 6), log.grant(3, a, 7)});
  log.held(4, a_shared, 8); // beside nobody: 3 is told to have ended first
  CHECK(log.found == kinds{violation_kind::grant_conflicts});
}

TEST_CASE("a grant past an earlier waiter is found") {
  log_under_test log;
  log.held(1, a, 5);
  log.waits(2, a);
  log.waits(3, a);
  log.tells({log.end(1, a, 5), log.grant(3, a, 6)});
  CHECK(log.found == kinds{violation_kind::overtaken});
}

TEST_CASE("readers pass each other, but not a writer") {
  log_under_test log;
  log.held(1, a_shared, 5);
  log.held(2, a_shared, 6);
  CHECK(log.found.empty());
  log.waits(3, a);
  log.held(4, a_shared, 7);
  CHECK(log.found == kinds{violation_kind::overtaken});
}

TEST_CASE("a token that does not rise is found") {
  log_under_test log;
  log.held(1, a, 5);
  log.tells({log.end(1, a, 5)});
  log.held(2, a, 5);
  CHECK(log.found == kinds{violation_kind::token_not_rising});
}

TEST_CASE("a grant to a session that ends in the same entry is found") {
  log_under_test log;
  log.held(1, a, 5);
  log.waits(2, a);
  log.tells({log.end(1, a, 5), log.grant(2, a, 6),
             registry::session_ended{session_id{2}, "b", registry::session_end::expired}});
  CHECK(log.found == kinds{violation_kind::granted_to_ended});
}

TEST_CASE("permits beyond the capacity are found, those within it are not") {
  log_under_test log;
  log.held(1, two_of_three, 5);
  log.held(2, {{"pool", lock_mode::permits, 1, 3}}, 6);
  CHECK(log.found.empty());
  log.held(3, {{"pool", lock_mode::permits, 1, 3}}, 7);
  CHECK(log.found == kinds{violation_kind::grant_conflicts});
}

TEST_CASE("what is withheld after a loss is taken until it is freed") {
  log_under_test log;
  log.held(1, a, 5);
  log.waits(2, a);
  auto lost = log.end(1, a, 5);
  lost.why = lock_end::session_ended;
  lost.withheld_until = registry_time{};
  log.tells({lost});
  CHECK(log.found.empty());
  log.tells({lock_freed{{"a"}, fencing_token{5}, {}}});
  CHECK(log.found == kinds{violation_kind::waiter_forgotten});
}

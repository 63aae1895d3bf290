// SPDX-License-Identifier: BSD-3-Clause
// The checker of leaderships finds what an election must not do, on logs that are written by hand.
#include <ringleader/testkit/checkers/leadership_checker.hpp>

#include <catch2/catch.hpp>

using namespace ringleader;
using namespace ringleader::testkit;
using namespace std::chrono_literals;

namespace {

constexpr holder_id h{1};
constexpr candidate_id a{session_id{1}, h};
constexpr candidate_id b{session_id{2}, h};
constexpr candidate_id c{session_id{3}, h};

const election_rules by_seniority{};
const election_rules by_weight{election_policy::weight, {}, 10s};
const election_rules by_vote{election_policy::votes, 5s, {}};

/// Three members; registry time is in seconds.
struct log_under_test {
  std::vector<violation_kind> found;
  leadership_checker checker{
    [this](violation_kind kind, const std::string&) { found.push_back(kind); }};
  registry_time now{};

  log_under_test() {
    for (auto who : {a, b, c})
      checker.agreed(
        {std::nullopt, registry::join{}},
        {registry::joined{who.session, {}}, {registry::session_opened{{}, "", who.session, {}}}},
        now);
  }

  void at(duration time) { now = registry_time{time}; }

  void says(session_id who, registry::command what, std::vector<registry::event> events,
            registry::outcome outcome = registry::done{}) {
    registry::proposer by{who, stream_id{1}, sequence{1}, sequence{1}};
    checker.agreed({by, std::move(what)}, {std::move(outcome), std::move(events)}, now);
  }
  void three_campaign() {
    campaigns(a, by_seniority, 0, {elected(a, 5)});
    campaigns(b, by_seniority, 0, {});
    campaigns(c, by_seniority, 0, {});
  }
  void tells(std::vector<registry::event> events) {
    checker.agreed({std::nullopt, registry::settle_election{}},
                   {registry::done{}, std::move(events)}, now);
  }
  void campaigns(candidate_id who, const election_rules& rules, std::uint32_t weight,
                 std::vector<registry::event> events) {
    says(who.session, registry::campaign{"o", who.holder, rules, weight, {}}, std::move(events),
         registry::placed{});
  }
  void votes(candidate_id who, candidate_id choice, std::vector<registry::event> events) {
    says(who.session, registry::vote{"o", choice}, std::move(events));
  }

  static registry::event elected(candidate_id who, std::uint64_t term) {
    return election_changed{"o", election_term{term}, who, {}};
  }
  static registry::event vacant(std::uint64_t term) {
    return election_changed{"o", election_term{term}, std::nullopt, {}};
  }
  static registry::event gone(candidate_id who) {
    return registry::session_ended{who.session, "", registry::session_end::expired};
  }
};

using kinds = std::vector<violation_kind>;

} // namespace

TEST_CASE("leaderships that are filled in turn are found to be right") {
  log_under_test log;
  SECTION("by seniority, and by the choice of the predecessor") {
    log.campaigns(a, by_seniority, 0, {log.elected(a, 5)});
    log.campaigns(b, by_seniority, 9, {});
    log.campaigns(c, by_seniority, 9, {});
    log.says(a.session, registry::resign{"o", h, c}, {log.elected(c, 6)});
    log.tells({log.gone(c), log.elected(b, 7)});
    log.says(b.session, registry::resign{"o", h, c}, {log.vacant(7)});
  }
  SECTION("by weight, and by a stronger one after the minimum term") {
    log.campaigns(a, by_weight, 1, {log.elected(a, 5)});
    log.campaigns(b, by_weight, 2, {});
    log.at(10s);
    log.tells({log.elected(b, 6)});
  }
  SECTION("by a majority of all, at once") {
    log.campaigns(a, by_vote, 0, {});
    log.votes(b, a, {});
    log.votes(c, a, {log.elected(a, 5)});
  }
  SECTION("by most of the votes cast, when the time is over") {
    log.campaigns(a, by_vote, 0, {});
    log.votes(b, a, {});
    log.at(5s);
    log.tells({log.elected(a, 5)});
  }
  CHECK(log.found.empty());
}

TEST_CASE("who is elected out of turn is found") {
  log_under_test log;
  SECTION("by seniority") {
    log.three_campaign();
    log.tells({log.gone(a), log.elected(c, 6)});
  }
  SECTION("past the choice of the predecessor") {
    log.three_campaign();
    log.says(a.session, registry::resign{"o", h, c}, {log.elected(b, 6)});
  }
  SECTION("before the end of the minimum term") {
    log.campaigns(a, by_weight, 1, {log.elected(a, 5)});
    log.at(9s);
    log.campaigns(b, by_weight, 2, {log.elected(b, 6)});
  }
  SECTION("without being stronger") {
    log.campaigns(a, by_weight, 1, {log.elected(a, 5)});
    log.campaigns(b, by_weight, 1, {});
    log.at(10s);
    log.tells({log.elected(b, 6)});
  }
  SECTION("where nobody takes over") {
    log.campaigns(a, by_seniority, 0, {log.elected(a, 5)});
    log.campaigns(b, by_seniority, 9, {log.elected(b, 6)});
  }
  SECTION("by one vote of three, before the time is over") {
    log.campaigns(a, by_vote, 0, {});
    log.votes(b, a, {});
    log.at(4s);
    log.tells({log.elected(a, 5)});
  }
  SECTION("without standing") { log.tells({log.elected(a, 5)}); }
  CHECK(log.found == kinds{violation_kind::leadership_misgiven});
}

TEST_CASE("votes of those who are gone do not count") {
  log_under_test log;
  log.campaigns(a, by_vote, 0, {});
  log.campaigns(b, by_vote, 0, {});
  log.votes(c, b, {});
  log.tells({log.gone(c)});
  log.votes(a, a, {log.elected(b, 5)});
  CHECK(log.found == kinds{violation_kind::leadership_misgiven});
}

TEST_CASE("a leadership that is vacant although the rules say whose it is, is found") {
  log_under_test log;
  SECTION("from the beginning") { log.campaigns(a, by_seniority, 0, {}); }
  SECTION("when a member goes and half of all is less") {
    log.campaigns(a, by_vote, 0, {});
    log.votes(a, a, {});
    log.tells({log.gone(b), log.gone(c)});
  }
  CHECK(log.found == kinds{violation_kind::leadership_forgotten});
}

TEST_CASE("a leadership that time alone is to change is overdue from then on") {
  log_under_test log;
  SECTION("when the time for voting is over") {
    log.campaigns(a, by_vote, 0, {});
    log.at(3s);
    log.votes(b, a, {});
    CHECK_FALSE(log.checker.is_overdue(registry_time{7s}));
    CHECK(log.checker.is_overdue(registry_time{8s}));
    log.at(8s);
    log.tells({log.elected(a, 5)});
  }
  SECTION("when the minimum term is over and a stronger one waits") {
    log.campaigns(a, by_weight, 1, {log.elected(a, 5)});
    CHECK_FALSE(log.checker.is_overdue(registry_time{10s}));
    log.campaigns(b, by_weight, 2, {});
    CHECK_FALSE(log.checker.is_overdue(registry_time{9s}));
    CHECK(log.checker.is_overdue(registry_time{10s}));
    log.at(10s);
    log.tells({log.elected(b, 6)});
  }
  CHECK_FALSE(log.checker.is_overdue(registry_time{100s}));
  CHECK(log.found.empty());
}

TEST_CASE("a successor that is passed over is found where members vote, too") {
  log_under_test log;
  log.campaigns(a, by_vote, 0, {});
  log.votes(b, a, {});
  log.votes(c, a, {log.elected(a, 5)});
  log.campaigns(c, by_vote, 0, {});
  log.says(a.session, registry::resign{"o", h, c}, {log.vacant(5)});
  CHECK(log.found == kinds{violation_kind::leadership_forgotten});
}

TEST_CASE("a term that does not rise, and a winner whose session ended, are found") {
  log_under_test log;
  log.campaigns(a, by_seniority, 0, {log.elected(a, 5)});
  SECTION("term") {
    log.campaigns(b, by_seniority, 0, {});
    log.tells({log.gone(a), log.elected(b, 5)});
    CHECK(log.found == kinds{violation_kind::token_not_rising});
  }
  SECTION("session") {
    log.tells({log.gone(a), log.elected(a, 6)});
    CHECK(log.found == kinds{violation_kind::granted_to_ended});
  }
}

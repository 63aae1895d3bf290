// SPDX-License-Identifier: BSD-3-Clause
#include <ringleader/control/voter_policy.hpp>

#include <catch2/catch.hpp>

using namespace ringleader;
using namespace ringleader::control;
using kind = voter_step::kind;

namespace {

voter_candidate voter(std::uint64_t store) {
  return {store_id{store}, true, true, false, false, true};
}

voter_candidate learner(std::uint64_t store) {
  return {store_id{store}, false, true, false, false, true};
}

voter_candidate gone(voter_candidate c) {
  c.is_live = c.is_caught_up = false;
  c.is_gone = true;
  return c;
}

voter_candidate leaving(voter_candidate c) {
  c.is_live = false;
  c.is_leaving = true;
  return c;
}

voter_candidate behind(voter_candidate c) {
  c.is_caught_up = false;
  return c;
}

std::optional<voter_step> next(std::vector<voter_candidate> all, std::size_t target = 3,
                               std::uint64_t leader = 1) {
  return next_voter_step({store_id{leader}, target, std::move(all)});
}

std::optional<voter_step> step(kind what, std::uint64_t store) {
  return voter_step{what, store_id{store}};
}

/// Whether a majority of the voters holds the log.
bool can_commit(const std::vector<voter_candidate>& all) {
  auto voters = std::count_if(all.begin(), all.end(), [](auto& c) { return c.votes; });
  auto sound =
    std::count_if(all.begin(), all.end(), [](auto& c) { return c.votes && c.is_caught_up; });
  return 2 * sound > voters;
}

/// What the steps lead to, with everybody where he is; the number of voters at rest.
std::size_t at_rest(std::vector<voter_candidate> all, std::size_t target, std::uint64_t leader) {
  for (int steps = 0; steps < 20; ++steps) {
    auto due = next(all, target, leader);
    if (!due) break;
    REQUIRE(steps < 19);
    auto found =
      std::find_if(all.begin(), all.end(), [&](auto& c) { return c.store == due->store; });
    REQUIRE(found != all.end());
    if (due->what == kind::promote) found->votes = true;
    if (due->what == kind::demote) found->votes = false;
    REQUIRE(can_commit(all));
    if (due->what == kind::remove_learner) all.erase(found);
    if (due->what == kind::hand_over) leader = due->store.value;
  }
  return static_cast<std::size_t>(
    std::count_if(all.begin(), all.end(), [](auto& c) { return c.votes; }));
}

} // namespace

TEST_CASE("one voter stays alone with one learner") { CHECK_FALSE(next({voter(1), learner(2)})); }

TEST_CASE("one voter becomes three when two learners hold the log") {
  CHECK_FALSE(next({voter(1), learner(2), behind(learner(3))}));
  CHECK(next({voter(1), learner(2), learner(3)}) == step(kind::promote, 2));
  CHECK(next({voter(1), voter(2), learner(3)}) == step(kind::promote, 3));
  CHECK_FALSE(next({voter(1), voter(2), voter(3)}));
}

TEST_CASE("growth that lost its second learner goes back") {
  CHECK(next({voter(1), voter(2), gone(learner(3))}) == step(kind::remove_learner, 3));
  CHECK(next({voter(1), voter(2)}) == step(kind::demote, 2));
}

TEST_CASE("the target bounds growth, and founders beyond it stay") {
  CHECK_FALSE(next({voter(1), learner(2), learner(3)}, 1));
  CHECK_FALSE(next({voter(1), voter(2), voter(3), learner(4), learner(5)}, 3));
  CHECK(next({voter(1), voter(2), voter(3), learner(4), learner(5)}, 5) == step(kind::promote, 4));
  CHECK_FALSE(next({voter(1), voter(2), voter(3), voter(4), voter(5)}, 3));
}

TEST_CASE("a voter that is gone is replaced: one in first, then it goes out") {
  CHECK(next({voter(1), voter(2), gone(voter(3)), learner(4)}) == step(kind::promote, 4));
  CHECK(next({voter(1), voter(2), gone(voter(3)), voter(4)}) == step(kind::demote, 3));
  CHECK(next({voter(1), voter(2), gone(learner(3)), voter(4)}) == step(kind::remove_learner, 3));
}

TEST_CASE("a voter that is gone stays while nobody can take its place") {
  CHECK_FALSE(next({voter(1), voter(2), gone(voter(3))}));
  CHECK_FALSE(next({voter(1), voter(2), gone(voter(3)), behind(learner(4))}));
}

TEST_CASE(
  "two voters that are gone go without a substitute: the others survive more without them") {
  CHECK(next({voter(1), voter(2), voter(3), gone(voter(4)), gone(voter(5))}, 5) ==
        step(kind::demote, 4));
  CHECK(next({voter(1), voter(2), voter(3), gone(voter(5))}, 5) == step(kind::demote, 5));
  CHECK_FALSE(next({voter(1), voter(2), voter(3)}, 5));
}

TEST_CASE("a voter that leaves on purpose goes without a substitute, and the number stays odd") {
  CHECK(next({voter(1), voter(2), leaving(voter(3))}) == step(kind::demote, 3));
  CHECK(next({voter(1), voter(2), leaving(learner(3))}) == step(kind::demote, 2));
  CHECK_FALSE(next({voter(1), learner(2), leaving(learner(3))}));
}

TEST_CASE("a voter that leaves does not take the majority with it") {
  // Two voters of which one is dead would not even commit that the third is out.
  CHECK_FALSE(next({voter(1), leaving(voter(2)), behind(voter(3))}));
  CHECK(next({voter(1), leaving(voter(2)), gone(voter(3))}) == step(kind::demote, 3));
  CHECK(next({voter(1), leaving(voter(2))}) == step(kind::demote, 2));
  CHECK(next({voter(1), leaving(voter(2)), gone(voter(3)), learner(4)}) == step(kind::promote, 4));
  CHECK(next({voter(1), leaving(voter(2)), gone(voter(3)), voter(4)}) == step(kind::demote, 2));
  CHECK(next({voter(1), voter(2), behind(voter(3)), behind(voter(4))}) == step(kind::demote, 4));
}

TEST_CASE("a leader that leaves hands over to one that is caught up") {
  CHECK(next({leaving(voter(1)), behind(voter(2)), voter(3)}) == step(kind::hand_over, 3));
  CHECK(next({leaving(voter(1)), learner(2)}) == step(kind::promote, 2));
  CHECK(next({leaving(voter(1)), voter(2)}) == step(kind::hand_over, 2));
  CHECK(next({leaving(voter(1)), voter(2)}, 3, 2) == step(kind::demote, 1));
  CHECK_FALSE(next({leaving(voter(1))}));
}

TEST_CASE("a demoted one is the one with the youngest session, never the leader") {
  CHECK(next({voter(2), voter(1)}) == step(kind::demote, 2));
}

TEST_CASE("every situation comes to rest at an odd number of voters") {
  // Every mix of six stores: voter or learner, live, behind, gone or leaving; the first leads.
  std::size_t tried = 0;
  for (std::uint64_t mix = 0; mix < 8 * 8 * 8 * 8 * 8; ++mix) {
    std::vector<voter_candidate> all{voter(1)};
    auto rest = mix;
    for (std::uint64_t store = 2; store <= 6; ++store, rest /= 8) {
      auto c = rest % 2 == 0 ? voter(store) : learner(store);
      auto how = rest / 2 % 4;
      all.push_back(how == 0 ? c : how == 1 ? behind(c) : how == 2 ? gone(c) : leaving(c));
    }
    if (!can_commit(all)) continue; // nothing can be changed
    auto voters = at_rest(all, 3, 1);
    if (voters % 2 == 0) {
      CAPTURE(mix);
      REQUIRE(voters % 2 == 1);
    }
    ++tried;
  }
  CHECK(tried == 20'416);
}

// SPDX-License-Identifier: BSD-3-Clause
#include "raft_fixture.hpp"

#include <catch2/catch.hpp>

using namespace ringleader;
using namespace ringleader::consensus;
using namespace std::chrono_literals;

namespace {

append_request heartbeat_with(std::vector<std::uint64_t> keys, std::uint64_t upto) {
  append_request m{group, cluster, raft_term{2}, log_index{1}, raft_term{1}, {}, {}, 1, {}, 0};
  m.marks = std::move(keys);
  m.marks_upto = upto;
  return m;
}

vote_request vote_for(std::uint64_t term, bool pre_vote = false) {
  vote_request m{group,    cluster,      raft_term{term}, raft_term{term},
                 pre_vote, log_index{9}, raft_term{9},    false};
  if (pre_vote) m.term = raft_term{term - 1};
  return m;
}

vote_reply vote_of(const effects& all, std::uint64_t to) {
  auto replies = sent<vote_reply>(all, to);
  REQUIRE(replies.size() == 1);
  REQUIRE(replies[0].granted);
  return replies[0];
}

append_reply answer(const lone_server& s, std::uint64_t round, std::uint64_t marks_upto) {
  auto reply = s.match(2);
  reply.round = round;
  reply.marks_upto = marks_upto;
  return reply;
}

} // namespace

TEST_CASE("ages come with a granted vote and with nothing else") {
  lone_server s;
  s.now = instant{10s};
  s.hear(2, heartbeat_with({7, 8}, 2));
  s.now = instant{11s};
  auto pre_vote = vote_of(s.hear(3, vote_for(3, true)), 3);
  CHECK(pre_vote.ages.empty());
  CHECK(pre_vote.unknown_age == 0);
  auto vote = vote_of(s.hear(3, vote_for(3)), 3);
  CHECK(vote.ages == decltype(vote.ages){{7, 1000}, {8, 1000}});
  CHECK(vote.unknown_age == 11000);
}

TEST_CASE("a mark of an older term's leader is not remembered") {
  lone_server s;
  s.now = instant{10s};
  s.hear(2, heartbeat_with({7}, 1));
  auto late = heartbeat_with({8}, 2);
  late.term = raft_term{1};
  s.hear(3, late);
  s.now = instant{11s};
  CHECK(vote_of(s.hear(3, vote_for(3)), 3).ages.size() == 1);
}

TEST_CASE("marks are echoed in a refusal too, but only from a message that carried them") {
  lone_server s;
  auto unmatched = heartbeat_with({7}, 5);
  unmatched.prev_index = log_index{9};
  unmatched.prev_term = raft_term{2};
  auto refusal = sent<append_reply>(s.hear(2, unmatched), 2);
  CHECK_FALSE(refusal.at(0).granted);
  CHECK(refusal.at(0).marks_upto == 5);
  CHECK(sent<append_reply>(s.hear(2, heartbeat_with({}, 0)), 2).at(0).marks_upto == 0);
}

TEST_CASE("who is no voter by its own log claims to know nothing when it votes") {
  auto config = config_of_one();
  config.self = store_id{4};
  raft learner{config, founding_state(), {founding_entry(three_voters())}, instant{}, true};
  learner.step(received{store_id{2}, heartbeat_with({7}, 1)}, instant{1s});
  auto all = learner.step(received{store_id{3}, vote_for(3)}, instant{9s});
  auto after = learner.step(persisted{only<persist>(all).at(0).id}, instant{9s});
  auto vote = vote_of(after, 3);
  CHECK(vote.ages.empty());
  CHECK(vote.unknown_age == 0);
}

TEST_CASE("who becomes a voter knows nothing from before") {
  auto config = config_of_one();
  config.self = store_id{4};
  raft learner{config, founding_state(), {founding_entry(three_voters())}, instant{}, true};
  configuration four{cluster, {store_id{1}, store_id{2}, store_id{3}, store_id{4}}, {}};
  auto promotion = founding_entry(four);
  promotion.index = log_index{2};
  promotion.term = raft_term{2};
  auto m = heartbeat_with({7}, 1);
  m.entries = {promotion};
  learner.step(received{store_id{2}, m}, instant{5s});
  REQUIRE(learner.is_voter());
  learner.step(received{store_id{2}, heartbeat_with({8}, 2)}, instant{6s});
  auto all = learner.step(received{store_id{3}, vote_for(3)}, instant{9s});
  auto vote = vote_of(learner.step(persisted{only<persist>(all).back().id}, instant{9s}), 3);
  CHECK(vote.ages == decltype(vote.ages){{8, 3000}});
  CHECK(vote.unknown_age == 4000);
}

TEST_CASE("who was out and in again within one message knows nothing from before") {
  lone_server s;
  auto entry_of = [](std::uint64_t index, configuration members) {
    auto e = founding_entry(members);
    e.index = log_index{index};
    e.term = raft_term{2};
    return e;
  };
  auto both = heartbeat_with({}, 0);
  both.entries = {entry_of(2, {cluster, {store_id{2}, store_id{3}}, {store_id{1}}}),
                  entry_of(3, three_voters())};
  s.now = instant{5s};
  s.hear(2, both);
  REQUIRE(s.machine.is_voter());
  s.now = instant{9s};
  CHECK(vote_of(s.hear(3, vote_for(3)), 3).unknown_age == 4000);
}

TEST_CASE("a voter knows nothing from before another one was taken out") {
  // Two of five go at once: three who remember, and two who do not, become one and two.
  lone_server s;
  s.now = instant{5s};
  s.hear(2, heartbeat_with({7}, 1));
  auto removal = founding_entry({cluster, {store_id{1}, store_id{3}}, {store_id{2}, store_id{4}}});
  removal.index = log_index{2};
  removal.term = raft_term{2};
  auto m = heartbeat_with({}, 0);
  m.entries = {removal};
  s.now = instant{6s};
  s.hear(2, m);
  s.now = instant{9s};
  auto vote = vote_of(s.hear(3, vote_for(3)), 3);
  CHECK(vote.ages.empty());
  CHECK(vote.unknown_age == 3000);
}

TEST_CASE("a leader that takes a voter out knows nothing from before when it campaigns again") {
  lone_server s;
  s.lead();
  s.hear(3, s.match(2));
  s.now += 100ms;
  s.feed(demote{store_id{3}, 1});
  auto demoted = s.now;
  s.now = demoted + 1s;
  s.feed(tick{}); // nobody answers: it steps down
  REQUIRE(s.machine.role() == role::follower);
  auto vote = vote_of(s.hear(2, vote_for(9)), 2);
  CHECK(vote.unknown_age == 1000);
}

TEST_CASE("who was promoted, rolled back and promoted again knows nothing from before the second") {
  auto config = config_of_one();
  config.self = store_id{4};
  raft learner{config, founding_state(), {founding_entry(three_voters())}, instant{}, true};
  configuration four{cluster, {store_id{1}, store_id{2}, store_id{3}, store_id{4}}, {}};
  auto promotion = founding_entry(four);
  promotion.index = log_index{2};
  promotion.term = raft_term{2};
  auto m = heartbeat_with({}, 0);
  m.entries = {promotion};
  learner.step(received{store_id{2}, m}, instant{5s});
  m.term = raft_term{3};
  m.entries[0].term = raft_term{3};
  learner.step(received{store_id{3}, m}, instant{6s});
  REQUIRE(learner.is_voter());
  auto all = learner.step(received{store_id{3}, vote_for(4)}, instant{9s});
  auto vote = vote_of(learner.step(persisted{only<persist>(all).back().id}, instant{9s}), 3);
  CHECK(vote.unknown_age == 3000);
}

TEST_CASE("marks go to voters only, and no more of them in a message than it takes") {
  lone_server s;
  s.lead();
  auto all = s.feed(mark{1, 1000});
  CHECK(sent<append_request>(all, 2).at(0).marks.size() == 1);
  for (auto& m : sent<append_request>(all, 4)) CHECK(m.marks.empty());
  for (std::uint64_t i = 2; i <= 600; ++i) CHECK(only<marked>(s.feed(mark{i, 1000 + i})).empty());
  all = s.hear(2, answer(s, 2, 1));
  CHECK(only<marked>(all).size() == 1);
  auto next = sent<append_request>(all, 2).at(0);
  CHECK(next.marks.size() == marks_in_message_max);
  CHECK(next.marks_upto == 1 + marks_in_message_max);
  // 3 did not confirm the first yet, so it gets that one too; it is gone from the list by now.
  CHECK(sent<append_request>(all, 3).at(0).marks.size() == marks_in_message_max);
  all = s.hear(3, answer(s, 3, next.marks_upto));
  CHECK(only<marked>(all).size() == marks_in_message_max);
  CHECK(sent<append_request>(all, 3).at(0).marks_upto == 1 + 2 * marks_in_message_max);
}

TEST_CASE("a confirmation of marks that were not sent is ignored") {
  lone_server s;
  s.lead();
  s.feed(mark{1, 7});
  s.feed(mark{2, 8});
  CHECK(only<marked>(s.hear(2, answer(s, 2, 2))).empty());
  CHECK(only<marked>(s.hear(2, answer(s, 2, 1))).size() == 1);
}

TEST_CASE("an answer to the round without the marks confirms none") {
  lone_server s;
  s.lead();
  s.feed(mark{1, 7});
  CHECK(only<marked>(s.hear(2, answer(s, 2, 0))).empty());
  CHECK(only<marked>(s.hear(3, answer(s, 2, 0))).empty());
}

TEST_CASE("too many marks that wait fail") {
  auto config = config_of_one();
  config.pending_marks_max = 2;
  lone_server s{config};
  s.lead();
  s.feed(mark{1, 7});
  s.feed(mark{2, 7});
  CHECK(only<mark_failed>(s.feed(mark{3, 7})) == std::vector<mark_failed>{{3}});
}

TEST_CASE("a lone voter answers a mark at once") {
  configuration one{cluster, {store_id{1}}, {}};
  raft alone{config_of_one(), founding_state(), {founding_entry(one)}, instant{}, true};
  effects all = alone.step(tick{}, alone.next_deadline());
  for (auto now = alone.next_deadline(); alone.commit_index() < log_index{2};) {
    auto writes = only<persist>(all);
    REQUIRE_FALSE(writes.empty());
    if (now == never) now = instant{1s};
    all = alone.step(persisted{writes.back().id}, instant{1s});
  }
  CHECK(only<marked>(alone.step(mark{5, 7}, instant{2s})) == std::vector<marked>{{5}});
}

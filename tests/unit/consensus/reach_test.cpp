// SPDX-License-Identifier: BSD-3-Clause
// What a server takes from others, whoever they are and whatever they claim.
#include "raft_fixture.hpp"

#include <ringleader/consensus/reach.hpp>

#include <catch2/catch.hpp>

using namespace ringleader;
using namespace ringleader::consensus;
using namespace std::chrono_literals;

namespace {

constexpr std::uint64_t greatest = ~std::uint64_t{0};

vote_request vote_in(std::uint64_t term, bool transfer = false, store_id leader = {}) {
  raft_term asked{term};
  vote_request m{group, cluster, asked, asked, false, log_index{99}, asked, transfer, leader};
  if (m.last_term.value > 1) m.last_term = raft_term{std::min(term, term_max)};
  return m;
}

append_request heartbeat(std::uint64_t term) {
  return {group, cluster, raft_term{term}, log_index{1}, raft_term{1}, {}, {}, 1};
}

bool is_granted(const effects& all, std::uint64_t to) {
  auto replies = sent<vote_reply>(all, to);
  return replies.size() == 1 && replies[0].granted;
}

/// Every message that names a term, in that one.
std::vector<message> all_in(std::uint64_t term) {
  raft_term t{term};
  vote_request pre{group, cluster, raft_term{term - 1}, t, true, log_index{99}, t};
  vote_reply vote{group, cluster, t, t, false, true};
  append_reply append{group, cluster, t, true, {}, log_index{1}, {}, {}, 1};
  append_reply conflict{group, cluster, raft_term{1}, false, {}, {}, log_index{1}, t, 1};
  install_request install{group, cluster, t, log_index{5}, t, 10, 1, 7, 0, bytes(10)};
  install_reply installed{group, cluster, t, log_index{5}, 3, 1};
  return {vote_in(term),
          pre,
          vote,
          heartbeat(term),
          append,
          conflict,
          timeout_now{group, cluster, t},
          install,
          installed};
}

} // namespace

TEST_CASE("no message takes a server to a term that elections do not reach") {
  for (auto term : {greatest, greatest - 1, term_max + 1, 3 + term_step_max})
    for (auto& m : all_in(term)) {
      CAPTURE(to_string(m));
      lone_server s;
      s.now += 10s; // nobody was heard for long
      s.hear(3, m);
      CHECK(s.machine.term() == raft_term{1});
      CHECK(s.machine.out_of_reach() == 1);
      lone_server leader;
      leader.lead();
      leader.hear(3, m);
      CHECK(leader.machine.role() == role::leader);
    }
}

TEST_CASE("a term within the step is taken as before") {
  lone_server s;
  s.now += 10s;
  CHECK(is_granted(s.hear(3, vote_in(1 + term_step_max)), 3));
  CHECK(s.machine.term() == raft_term{1 + term_step_max});
  CHECK(s.machine.out_of_reach() == 0);
}

TEST_CASE("one voter alone leads nobody step by step to where the others do not follow") {
  lone_server s;
  s.now += 10s;
  s.hear(3, vote_in(1 + term_step_max));
  s.now += 10s;
  s.hear(3, vote_in(2 + term_step_max));
  CHECK(s.machine.term() == raft_term{1 + term_step_max});
  CHECK(s.machine.out_of_reach() == 1);
  s.hear(2, vote_reply{group, cluster, raft_term{2 + term_step_max}, raft_term{2}, true, false});
  s.hear(3, vote_in(2 + term_step_max)); // two name it
  CHECK(s.machine.term() == raft_term{2 + term_step_max});
}

TEST_CASE("who asks for votes in term after term is followed at longer and longer intervals") {
  lone_server s;
  s.now += 10s;
  std::uint64_t term = 2;
  int followed = 0;
  for (int i = 0; i < 100; ++i, s.now += 100ms, ++term)
    if (is_granted(s.hear(3, vote_in(term)), 3)) ++followed;
  CHECK(followed == 8);
  s.hear(2, heartbeat(term)); // somebody leads
  s.now += 10s;
  CHECK(is_granted(s.hear(3, vote_in(term + 1)), 3));
}

TEST_CASE("the same request for a vote again is answered, and keeps nobody from an election") {
  lone_server s;
  s.now += 10s;
  CHECK(is_granted(s.hear(3, vote_in(2)), 3));
  auto due = s.machine.next_deadline();
  s.now += 50ms;
  CHECK(is_granted(s.hear(3, vote_in(2)), 3));
  CHECK(s.machine.next_deadline() == due);
}

TEST_CASE("a candidate that has to wait hears so before it raises its term") {
  lone_server s;
  s.now += 10s;
  for (std::uint64_t term = 2; term < 5; ++term, s.now += 400ms) s.hear(3, vote_in(term));
  auto ask = vote_in(5);
  ask.pre_vote = true;
  ask.term = raft_term{4};
  s.now -= 300ms; // the pause is twice as long
  CHECK_FALSE(is_granted(s.hear(3, ask), 3));
  s.now += 800ms;
  CHECK(is_granted(s.hear(3, ask), 3));
}

TEST_CASE("a server without a log raises its term for no candidate") {
  raft fresh{config_of_one(), {}, {}, instant{}, false};
  fresh.step(received{store_id{3}, vote_in(7)}, instant{10s});
  CHECK(fresh.term() == raft_term{});
}

TEST_CASE("indexes at the end of their numbers are not counted on") {
  for (auto index : {greatest, greatest - 1, index_max + 1}) {
    lone_server s;
    auto append = heartbeat(2);
    append.prev_index = log_index{index};
    append.prev_term = raft_term{1};
    append.entries = {{log_index{index + 1}, raft_term{2}, entry_kind::noop, {}}};
    s.hear(3, append);
    CHECK(s.machine.out_of_reach() == 1);
    CHECK(s.machine.last_index() == log_index{1});
  }
}

TEST_CASE(
  "a server without a past is fed by a leader of any term, and asked for its vote by none") {
  auto config = config_of_one();
  raft fresh{config, {}, {}, instant{}, false};
  fresh.step(received{store_id{3}, vote_in(5 + term_step_max)}, instant{10s});
  CHECK(fresh.term() == raft_term{});
  auto first = founding_entry(three_voters());
  append_request feed{group, cluster, raft_term{5 + term_step_max}, {}, {}, {first}, {}, 1};
  feed.entries[0].term = raft_term{1};
  fresh.step(received{store_id{3}, feed}, instant{10s});
  CHECK(fresh.term() == raft_term{5 + term_step_max});
}

TEST_CASE("a transfer overrides stickiness in the name of the leader that is followed, and once") {
  lone_server s;
  s.now += 10s;
  s.hear(2, heartbeat(2));
  CHECK_FALSE(is_granted(s.hear(3, vote_in(3, true)), 3));              // of nobody
  CHECK_FALSE(is_granted(s.hear(3, vote_in(3, true, store_id{3})), 3)); // of another
  CHECK_FALSE(is_granted(s.hear(3, vote_in(4, true, store_id{2})), 3)); // of another term
  CHECK_FALSE(is_granted(s.hear(3, vote_in(3, true, store_id{2})), 3)); // which hands nothing over
  CHECK(s.machine.term() == raft_term{2});
  auto telling = heartbeat(2);
  telling.handing = store_id{3};
  s.hear(2, telling);
  CHECK(is_granted(s.hear(3, vote_in(3, true, store_id{2})), 3));
  CHECK(is_granted(s.hear(3, vote_in(3, true, store_id{2})), 3)); // its answer was lost
  CHECK(s.machine.term() == raft_term{3});
}

TEST_CASE("a member that answers with ever greater terms deposes a leader once in 20 T") {
  lone_server s;
  s.lead();
  auto refusal = [&](std::uint64_t term) {
    append_reply r{group, cluster, raft_term{term}, false, {}, {}, {}, {}, 1};
    return r;
  };
  s.hear(3, refusal(7));
  CHECK(s.machine.role() == role::follower);
  CHECK(s.machine.term() == raft_term{7});
  s.now = s.machine.next_deadline();
  s.feed(tick{});
  s.hear(2, vote_reply{group, cluster, raft_term{7}, raft_term{8}, true, true});
  s.hear(3, vote_reply{group, cluster, raft_term{20}, raft_term{8}, false, false});
  s.hear(2, vote_reply{group, cluster, raft_term{8}, raft_term{8}, false, true});
  REQUIRE(s.machine.role() == role::leader);
  s.hear(3, refusal(30));
  CHECK(s.machine.role() == role::leader);
  CHECK(s.machine.deposals_refused() == 2);
}

TEST_CASE("a learner with a log asks the voters how far they are, and believes two of them") {
  auto config = config_of_one();
  config.self = store_id{4};
  lone_server s{config};
  s.now += 10s;
  auto far = 5 + term_step_max;
  auto asked = sent<vote_request>(s.hear(3, heartbeat(far)), 2);
  CHECK(s.machine.term() == raft_term{1});
  REQUIRE(asked.size() == 1);
  CHECK(asked[0].pre_vote);
  CHECK(sent<vote_request>(s.hear(3, heartbeat(far)), 2).empty()); // once in T
  s.hear(2, vote_reply{group, cluster, raft_term{far}, asked[0].asked, true, false});
  s.hear(3, heartbeat(far));
  CHECK(s.machine.term() == raft_term{far});
  CHECK(s.machine.leader() == store_id{3});
}

TEST_CASE("one member that feeds a learner takes it to no term that others do not name") {
  auto config = config_of_one();
  config.self = store_id{4};
  lone_server s{config};
  for (int i = 0; i < 100; ++i) {
    s.now += 1s;
    s.hear(3, heartbeat(term_max));
    s.hear(2, vote_reply{group, cluster, raft_term{3}, raft_term{2}, true, false});
  }
  CHECK(s.machine.term() == raft_term{3});
}

TEST_CASE("voters that name a term count while they are voters, and for a while") {
  std::vector<store_id> voters{store_id{1}, store_id{2}, store_id{3}};
  claimed_terms claims{4s};
  instant now{};
  auto name = [&](std::uint64_t by, std::uint64_t term) {
    claims.add(store_id{by}, raft_term{term}, now, voters);
  };
  name(1, 7);
  CHECK(claims.agreed(now, voters) == raft_term{});
  name(2, 5);
  CHECK(claims.agreed(now, voters) == raft_term{5});
  name(2, 4); // late
  CHECK(claims.agreed(now, voters) == raft_term{5});
  name(9, 100);
  name(1, 100);
  CHECK(claims.agreed(now, voters) == raft_term{5});
  CHECK(claims.agreed(now, {store_id{1}}) == raft_term{100}); // there is nobody else to ask

  // The member behind 1 comes back as 4, without its disk.
  voters = {store_id{2}, store_id{3}, store_id{4}};
  name(4, 90);
  CHECK(claims.agreed(now, voters) == raft_term{5});
  voters = {store_id{1}, store_id{2}, store_id{3}, store_id{4}};
  name(1, 100);
  now += 4s;
  name(4, 90);
  CHECK(claims.agreed(now, voters) == raft_term{});
}

TEST_CASE("an order to campaign moves nobody of whom the leader does not say so, or no more") {
  lone_server s;
  s.now += 10s;
  auto order = timeout_now{group, cluster, raft_term{2}};
  s.hear(2, heartbeat(2));
  s.hear(2, order);
  CHECK(s.machine.term() == raft_term{2});
  auto telling = heartbeat(2);
  telling.handing = store_id{1};
  s.hear(2, telling);
  auto given_up = heartbeat(2);
  given_up.round = 2;
  s.hear(2, given_up);
  s.hear(2, order); // late
  CHECK(s.machine.term() == raft_term{2});
  telling.round = 3;
  s.hear(2, telling);
  s.hear(2, order);
  CHECK(s.machine.term() == raft_term{3});
}

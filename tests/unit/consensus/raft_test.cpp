// SPDX-License-Identifier: BSD-3-Clause
#include "raft_fixture.hpp"

#include <catch2/catch.hpp>

using namespace ringleader;
using namespace ringleader::consensus;
using namespace std::chrono_literals;

namespace {

append_request heartbeat(std::uint64_t term, std::uint64_t prev, std::uint64_t prev_term) {
  return {group, cluster, raft_term{term}, log_index{prev}, raft_term{prev_term}, {}, {}, 1};
}

vote_request vote_for(std::uint64_t term, bool pre_vote = false) {
  raft_term asked{term};
  return {group,
          cluster,
          pre_vote ? raft_term{term - 1} : asked,
          asked,
          pre_vote,
          log_index{99},
          raft_term{term - 1}};
}

bool is_granted(const effects& all, std::uint64_t to) {
  auto replies = sent<vote_reply>(all, to);
  return replies.size() == 1 && replies[0].granted;
}

} // namespace

TEST_CASE("who heard a leader within T refuses a vote of any term and keeps its own term") {
  lone_server s;
  s.hear(2, heartbeat(2, 1, 1));
  s.now += 199ms;
  for (bool pre_vote : {true, false}) {
    auto all = s.hear(3, vote_for(9, pre_vote));
    REQUIRE(sent<vote_reply>(all, 3).size() == 1);
    CHECK_FALSE(sent<vote_reply>(all, 3)[0].granted);
    CHECK(sent<vote_reply>(all, 3)[0].term == raft_term{2});
  }
  CHECK(s.machine.term() == raft_term{2});
  s.now += 1ms;
  CHECK(is_granted(s.hear(3, vote_for(9, true)), 3));
  CHECK(s.machine.term() == raft_term{2});
  CHECK(is_granted(s.hear(3, vote_for(9)), 3));
  CHECK(s.machine.term() == raft_term{9});
}

TEST_CASE("a leader refuses votes and stays") {
  lone_server s;
  s.lead();
  CHECK_FALSE(is_granted(s.hear(3, vote_for(9)), 3));
  CHECK(s.machine.role() == role::leader);
}

TEST_CASE("a started voter is silent for 2T + m to the nanosecond") {
  lone_server s{config_of_one(), false};
  s.now = instant{500ms - 1ns};
  CHECK_FALSE(is_granted(s.hear(3, vote_for(2)), 3));
  CHECK(s.machine.term() == raft_term{1});
  CHECK(s.machine.next_deadline() >= instant{500ms});
  s.now = instant{500ms};
  CHECK(is_granted(s.hear(3, vote_for(2)), 3));
}

TEST_CASE("one vote a term, and the same again for whom has it") {
  lone_server s;
  CHECK(is_granted(s.hear(2, vote_for(2)), 2));
  CHECK_FALSE(is_granted(s.hear(3, vote_for(2)), 3));
  CHECK(is_granted(s.hear(2, vote_for(2)), 2));
  CHECK(s.machine.vote() == store_id{2});
}

TEST_CASE("a vote is given to whoever asks, member or not") {
  // It may know of a change that made it a voter while our log does not.
  lone_server learner_asks;
  CHECK(is_granted(learner_asks.hear(4, vote_for(2)), 4));
  lone_server stranger_asks;
  CHECK(is_granted(stranger_asks.hear(5, vote_for(2)), 5));
}

TEST_CASE("a vote of a store that is no voter here does not count") {
  lone_server s;
  s.now = s.machine.next_deadline();
  s.feed(tick{});
  s.hear(4, vote_reply{group, cluster, raft_term{1}, raft_term{2}, true, true});
  CHECK(s.machine.role() == role::pre_candidate);
}

TEST_CASE("messages of another cluster or another group are ignored") {
  lone_server s;
  auto foreign = vote_for(2);
  foreign.cluster = cluster_id{8};
  CHECK(s.hear(2, foreign).empty());
  foreign = vote_for(2);
  foreign.group = group_id{2};
  CHECK(s.hear(2, foreign).empty());
  auto append = heartbeat(2, 1, 1);
  append.cluster = cluster_id{8};
  CHECK(s.hear(2, append).empty());
}

TEST_CASE("a lower-term append is answered with the receiver's own term") {
  lone_server s;
  s.hear(2, heartbeat(5, 1, 1));
  auto replies = sent<append_reply>(s.hear(3, heartbeat(4, 1, 1)), 3);
  REQUIRE(replies.size() == 1);
  CHECK(replies[0].term == raft_term{5});
  CHECK_FALSE(replies[0].granted);
}

TEST_CASE("a leader steps down at an answer of a greater term") {
  lone_server s;
  s.lead();
  auto reply = s.match(2);
  reply.term = raft_term{7};
  s.hear(3, reply);
  CHECK(s.machine.role() == role::follower);
  CHECK(s.machine.term() == raft_term{7});
}

TEST_CASE("an answer of an earlier term neither commits nor confirms") {
  lone_server s;
  s.lead();
  s.feed(propose{1, {to_bytes("x")}});
  s.feed(read{2});
  auto late = s.match(3);
  late.term = raft_term{1};
  late.round = 9;
  CHECK(s.hear(2, late).empty());
  CHECK(s.machine.commit_index() == log_index{2});
}

TEST_CASE("an answer about entries that the leader does not have is ignored") {
  lone_server s;
  s.lead();
  CHECK(s.hear(2, s.match(50)).empty());
  CHECK(s.machine.commit_index() == log_index{2});
}

TEST_CASE("leadership that goes to no one in particular goes to one that answers") {
  lone_server s;
  s.lead();
  s.hear(3, s.match(2));
  s.now += 300ms; // 2 died meanwhile
  s.hear(3, s.match(2));
  auto told = s.feed(transfer{store_id{}, 1});
  CHECK(sent<timeout_now>(told, 3).size() == 1);
  CHECK(sent<timeout_now>(told, 2).empty());
}

TEST_CASE(
  "who claims to lead a term of which another leader is known is not followed, and counted") {
  lone_server s;
  s.lead();
  CHECK(s.hear(3, heartbeat(2, 1, 1)).empty());
  CHECK(s.machine.role() == role::leader);
  CHECK(s.machine.rival_claims() == 1);
  lone_server follower;
  follower.hear(2, heartbeat(2, 1, 1));
  CHECK(follower.hear(3, heartbeat(2, 1, 1)).empty());
  CHECK(follower.machine.leader() == store_id{2});
  CHECK(follower.machine.rival_claims() == 1);
}

TEST_CASE("a leader that would overwrite what is committed stops the machine") {
  lone_server s;
  auto first = heartbeat(2, 1, 1);
  first.entries = {{log_index{2}, raft_term{2}, entry_kind::noop, {}}};
  first.commit = log_index{2};
  CHECK(only<committed>(s.hear(2, first)).size() == 1);
  auto second = heartbeat(3, 1, 1);
  second.entries = {{log_index{2}, raft_term{3}, entry_kind::noop, {}}};
  CHECK(only<halted>(s.hear(3, second)).size() == 1);
}

TEST_CASE("entries that no leader can have sent are dropped") {
  entry good{log_index{2}, raft_term{2}, entry_kind::command, to_bytes("x")};
  auto wrong_index = good;
  wrong_index.index = log_index{3};
  auto wrong_term = good;
  wrong_term.term = raft_term{3};
  auto no_term = good;
  no_term.term = raft_term{};
  auto wrong_kind = good;
  wrong_kind.kind = static_cast<entry_kind>(9);
  auto wrong_members = good;
  wrong_members.kind = entry_kind::configuration;
  for (auto& bad : {wrong_index, wrong_term, no_term, wrong_kind, wrong_members}) {
    lone_server s;
    auto m = heartbeat(2, 1, 1);
    m.entries = {bad};
    CHECK(s.hear(2, m).empty());
    CHECK(s.machine.last_index() == log_index{1});
  }
  lone_server s;
  CHECK(s.hear(2, heartbeat(2, 1, 0)).empty());
}

TEST_CASE("commit follows what matched, not what the leader has committed") {
  lone_server s;
  auto tail = heartbeat(2, 1, 1);
  tail.entries = {{log_index{2}, raft_term{2}, entry_kind::command, to_bytes("stale")}};
  s.hear(2, tail);
  // The leader of term 3 has other entries at 2 and committed them; this heartbeat matched 1 only.
  auto m = heartbeat(3, 1, 1);
  m.commit = log_index{2};
  auto replies = sent<append_reply>(s.hear(3, m), 3);
  REQUIRE(replies.size() == 1);
  CHECK(replies[0].match_index == log_index{1});
  CHECK(s.machine.commit_index() == log_index{1});
}

// SPDX-License-Identifier: BSD-3-Clause
#include "raft_fixture.hpp"

#include <catch2/catch.hpp>

using namespace ringleader;
using namespace ringleader::consensus;
using namespace std::chrono_literals;

TEST_CASE("the window to one server is bounded in requests and each request in bytes") {
  auto config = config_of_one();
  config.inflight_max = 3;
  config.append_bytes_max = 1024;
  lone_server s{config};
  s.lead();
  std::size_t requests = 0;
  for (std::uint64_t i = 0; i < 10; ++i)
    requests += sent<append_request>(s.feed(propose{i, {bytes(900)}}), 2).size();
  CHECK(requests == 3);
  // One acknowledged: one more is sent, with a single entry, since two do not fit.
  auto more = sent<append_request>(s.hear(2, s.match(3)), 2);
  REQUIRE(more.size() == 1);
  CHECK(more[0].entries.size() == 1);
  CHECK(more[0].prev_index == log_index{5});
}

TEST_CASE("what waited for the window goes out together") {
  auto config = config_of_one();
  config.inflight_max = 1;
  lone_server s{config};
  s.lead();
  for (std::uint64_t i = 0; i < 10; ++i) s.feed(propose{i, {to_bytes("x")}});
  auto more = sent<append_request>(s.hear(2, s.match(3)), 2);
  REQUIRE(more.size() == 1);
  CHECK(more[0].entries.size() == 9);
}

TEST_CASE("too many proposals, too many bytes, and a command larger than a message are refused") {
  auto config = config_of_one();
  config.pending_entries_max = 4;
  config.append_bytes_max = 1024;
  config.pending_bytes_max = 2000;
  lone_server s{config};
  s.lead();
  auto why = [&](std::vector<shared_bytes> commands) {
    auto refused = only<proposal_refused>(s.feed(propose{1, std::move(commands)}));
    return refused.empty() ? errc::none : refused[0].why;
  };
  CHECK(why({bytes(1000)}) == errc::refused);
  CHECK(why(std::vector<shared_bytes>(5, bytes(1))) == errc::overloaded);
  CHECK(why({bytes(900), bytes(900)}) == errc::none);
  CHECK(why({bytes(900)}) == errc::overloaded);
  CHECK(why({bytes(1), bytes(1)}) == errc::none);
  CHECK(why({bytes(1)}) == errc::overloaded);
  s.hear(2, s.match(6));
  CHECK(why({bytes(900)}) == errc::none);
}

TEST_CASE("a late refusal of what matched since does not send anything again") {
  lone_server s;
  s.lead();
  auto late = s.match(2);
  late.granted = false;
  late.match_index = {};
  late.conflict_index = log_index{1};
  late.conflict_term = raft_term{1};
  CHECK(sent<append_request>(s.hear(2, late), 2).empty());
  CHECK(sent<append_request>(s.feed(propose{1, {to_bytes("x")}}), 2).size() == 1);
}

TEST_CASE("a refusal leads back to the last entry that both logs can share") {
  lone_server s;
  s.lead();
  append_reply refusal{group, cluster, raft_term{2}, false, log_index{1}, {}, {}, {}, 1};
  auto probe = sent<append_request>(s.hear(3, refusal), 3);
  REQUIRE(probe.size() == 1);
  CHECK(probe[0].prev_index == log_index{});
  CHECK(probe[0].entries.size() == 2);
  // Doubled on the way: the probe is not repeated.
  CHECK(sent<append_request>(s.hear(3, refusal), 3).empty());
}

TEST_CASE("commit advances at any index that a majority holds, also while more is on its way") {
  lone_server s;
  s.lead();
  for (std::uint64_t i = 0; i < 5; ++i) s.feed(propose{i, {to_bytes("x")}});
  s.hear(2, s.match(4));
  CHECK(s.machine.commit_index() == log_index{4});
}

TEST_CASE("a learner's acknowledgement is no part of a majority") {
  lone_server s;
  s.lead();
  s.feed(propose{1, {to_bytes("x")}});
  s.hear(4, s.match(3));
  CHECK(s.machine.commit_index() == log_index{2});
  s.hear(3, s.match(3));
  CHECK(s.machine.commit_index() == log_index{3});
}

TEST_CASE("a read waits for a round that began after it, and one read too many fails") {
  auto config = config_of_one();
  config.pending_reads_max = 2;
  lone_server s{config};
  s.lead();
  auto requests = sent<append_request>(s.feed(read{1}), 2);
  REQUIRE(requests.size() == 1);
  auto round = requests[0].round;
  CHECK(s.feed(read{2}).empty());
  CHECK(only<read_failed>(s.feed(read{3})) == std::vector<read_failed>{{3}});
  auto reply = s.match(2);
  reply.round = round - 1;
  CHECK(only<read_ready>(s.hear(2, reply)).empty());
  reply.round = round + 1; // never begun
  CHECK(only<read_ready>(s.hear(2, reply)).empty());
  reply.round = round;
  CHECK(only<read_ready>(s.hear(2, reply)) == std::vector<read_ready>{{1, log_index{2}}});
  reply.round = round + 1;
  CHECK(only<read_ready>(s.hear(2, reply)) == std::vector<read_ready>{{2, log_index{2}}});
}

TEST_CASE("a stalled disk piles up one answer for each server, not one for each message") {
  raft machine{
    config_of_one(), founding_state(), {founding_entry(three_voters())}, instant{}, true};
  append_request m{group, cluster, raft_term{2}, log_index{1}, raft_term{1}, {}, {}, 1};
  ticket last;
  for (; m.round <= 100; ++m.round)
    for (auto& write : only<persist>(machine.step(received{store_id{2}, m}, instant{})))
      last = write.id;
  auto replies = sent<append_reply>(machine.step(persisted{last}, instant{}), 2);
  REQUIRE(replies.size() == 1);
  CHECK(replies[0].round == 100);
}

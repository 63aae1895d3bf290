// SPDX-License-Identifier: BSD-3-Clause
#include <ringleader/control/proposals.hpp>

#include <catch2/catch.hpp>

using namespace ringleader;
using namespace ringleader::control;
using namespace std::chrono_literals;

namespace {

constexpr session_id own{7};

instant at(duration when) { return instant{} + when; }

proposals::command some() { return {registry::begin_leave{}, {}}; }

/// Copies, which stay as they are when the proposals go on.
std::vector<registry::envelope> due(proposals& p, instant now) {
  std::vector<registry::envelope> out;
  for (auto* e : p.due(now, 400ms)) out.push_back(e->what);
  return out;
}

std::vector<std::uint64_t> numbers(const std::vector<registry::envelope>& envelopes) {
  std::vector<std::uint64_t> out;
  for (auto& e : envelopes) out.push_back(e.from->sequence.value);
  return out;
}

} // namespace

TEST_CASE("patience without end is no time that has passed") {
  proposals p{stream_id{1}};
  REQUIRE(p.add(1, own, some(), at(1h), duration::max()));
  CHECK(p.give_up_at() > at(2h));
  CHECK(p.give_up(at(2h)).empty());
}

TEST_CASE("a command is sent once, and again when it was not answered for the retry time") {
  proposals p{stream_id{1}};
  REQUIRE(p.add(1, own, some(), at(0s), 5s));
  CHECK(numbers(due(p, at(0s))) == std::vector<std::uint64_t>{1});
  CHECK(due(p, at(399ms)).empty());
  CHECK(p.due_at() == at(400ms));
  CHECK(numbers(due(p, at(400ms))) == std::vector<std::uint64_t>{1});
}

TEST_CASE("a new command does not wait for those that are under way, nor repeat them") {
  proposals p{stream_id{1}};
  REQUIRE(p.add(1, own, some(), at(0s), 5s));
  due(p, at(0s));
  REQUIRE(p.add(2, own, some(), at(100ms), 5s));
  CHECK(numbers(due(p, at(100ms))) == std::vector<std::uint64_t>{2});
  CHECK(numbers(due(p, at(400ms))) == std::vector<std::uint64_t>{1});
  CHECK(numbers(due(p, at(500ms))) == std::vector<std::uint64_t>{2});
}

TEST_CASE("everything unanswered goes to a new leader at once, under the same numbers") {
  proposals p{stream_id{1}};
  REQUIRE(p.add(1, own, some(), at(0s), 5s));
  REQUIRE(p.add(2, own, some(), at(0s), 5s));
  due(p, at(0s));
  p.resend_all();
  CHECK(numbers(due(p, at(1ms))) == std::vector<std::uint64_t>{1, 2});
}

TEST_CASE("an answered command is settled once and not sent again") {
  proposals p{stream_id{1}};
  REQUIRE(p.add(11, own, some(), at(0s), 5s));
  auto sent = due(p, at(0s));
  CHECK(p.settle(sent[0])->cookie == 11);
  CHECK_FALSE(p.settle(sent[0]));
  CHECK(due(p, at(1s)).empty());
  CHECK(p.empty());
}

TEST_CASE("entries of other streams and sessions are not ours") {
  proposals p{stream_id{2}};
  REQUIRE(p.add(1, own, some(), at(0s), 5s));
  due(p, at(0s));
  CHECK_FALSE(
    p.settle({registry::proposer{own, stream_id{1}, sequence{1}, sequence{1}}, some().what}));
  CHECK_FALSE(p.settle(
    {registry::proposer{session_id{8}, stream_id{2}, sequence{1}, sequence{1}}, some().what}));
}

TEST_CASE("what was never sent did not happen; of what was sent the outcome is unknown") {
  proposals p{stream_id{1}};
  REQUIRE(p.add(1, own, some(), at(0s), 1s));
  due(p, at(0s));
  REQUIRE(p.add(2, own, some(), at(0s), 2s));
  CHECK(p.give_up(at(999ms)).empty());
  auto late = p.give_up(at(1s));
  REQUIRE(late.size() == 1);
  CHECK(late[0].cookie == 1);
  CHECK(late[0].why.code == errc::outcome_unknown);
  late = p.give_up(at(2s));
  REQUIRE(late.size() == 1);
  CHECK(late[0].why.code == errc::no_quorum);
}

TEST_CASE("the span of unanswered numbers is bounded, whatever was answered in between") {
  proposals p{stream_id{1}};
  for (std::size_t i = 0; i < proposals::waiting_max; ++i)
    REQUIRE(p.add(i, own, some(), at(0s), 5s));
  CHECK_FALSE(p.add(1, own, some(), at(0s), 5s));
  auto sent = due(p, at(0s));
  CHECK(p.settle(sent[1]));
  CHECK_FALSE(p.add(1, own, some(), at(0s), 5s)); // the oldest is still there
  CHECK(p.settle(sent[0]));
  CHECK(p.add(1, own, some(), at(0s), 5s));
}

TEST_CASE("a second join takes the place of the first") {
  proposals p{stream_id{1}};
  registry::join who;
  who.boot = boot_id{1};
  CHECK_FALSE(p.add_join(1, {who, {}}, at(0s)));
  auto before = p.add_join(2, {who, {}}, at(1s));
  REQUIRE(before);
  CHECK(before->cookie == 1);
  CHECK(p.give_up_at() <= at(6s));
  CHECK(p.settle({std::nullopt, who})->cookie == 2);
}

TEST_CASE(
  "what was sent before a snapshot passed over entries is doubtful, what comes later is not") {
  proposals p{stream_id{1}};
  REQUIRE(p.add(1, own, some(), at(0s), 5s));
  auto before = due(p, at(0s));
  REQUIRE(p.add(2, own, some(), at(0s), 5s)); // not sent yet
  p.passed_over();
  auto after = due(p, at(0s));
  CHECK(p.settle(before[0])->is_doubtful);
  CHECK_FALSE(p.settle(after[0])->is_doubtful);
}

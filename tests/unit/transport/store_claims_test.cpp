// SPDX-License-Identifier: BSD-3-Clause
// Whose a store id is, and when a restarted process gets its place.
#include "bare_tls.hpp"

#include <ringleader/drivers/net/claim_refusal.hpp>

using namespace ringleader;
using namespace ringleader::joining;
using namespace ringleader::net;
using namespace std::chrono_literals;

namespace {

peer_info who(const std::string& name, std::uint64_t boot, peer_role role = peer_role::node) {
  return to_peer(claim_of(role, name, 7, boot));
}

/// Its last byte came 0 s ago, but before the claim.
place_holder present(const peer_info& of) { return {of, 0s, false}; }

transport_options named(const std::string& name, std::uint64_t store, std::uint64_t boot) {
  auto options = quick_options(name, store, boot);
  options.deadlines.ping = 20s; // a live process may be silent for long: nobody is taken for gone
  return options;
}

/// A node that keeps its connections, but does not say a word of its own.
struct mute_node {
  mute_node(const test_node& to, const hello& as) : socket(to.at) {
    auto before = to.wire->counters().connections_accepted;
    socket.say(said(as) + control(frame_kind::ready));
    REQUIRE(eventually([&] { return to.wire->counters().connections_accepted == before + 1; }));
  }
  bare_socket socket;
};

/// The answer to a hello, if that is a refusal.
std::string refusal_of(std::optional<std::pair<frame_kind, bytes>> answer) {
  if (!answer || answer->first != frame_kind::refused) return "";
  return read_refusal(answer->second.data(), answer->second.size()).message;
}

frame_kind next_kind(bare_socket& from) {
  bytes head(5);
  from.read_exactly(head);
  bytes body(static_cast<std::size_t>(head[0] | head[1] << 8) - 1);
  from.read_exactly(body);
  return static_cast<frame_kind>(head[4]);
}

using Catch::Matchers::Contains;

} // namespace

TEST_CASE("a free place is given to any node, and to any client, whose store id it is not") {
  store_claims claims;
  CHECK(claims.judge(who("a", 1), {}, true, 1s) == claim_verdict::granted);
  claims.remember(who("a", 1));
  CHECK(claims.judge(who("a", 2), {}, true, 1s) == claim_verdict::granted);
  CHECK(claims.judge(who("x", 2), {}, true, 1s) == claim_verdict::refused);
  CHECK(claims.judge(who("a", 2, peer_role::client), {}, true, 1s) == claim_verdict::refused);
  CHECK(claims.judge(who("a", 2, peer_role::admin), {}, true, 1s) == claim_verdict::refused);
  claims.remember(who("x", 2)); // comes too late
  CHECK(claims.judge(who("x", 2), {}, true, 1s) == claim_verdict::refused);
}

TEST_CASE("a member's store is its own before anybody has connected, and nobody's when it left") {
  store_claims claims;
  claims.know({{store_id{7}, "a"}, {store_id{8}, "b"}});
  CHECK(claims.judge(who("x", 1), {}, true, 1s) == claim_verdict::refused);
  CHECK(claims.judge(who("a", 1, peer_role::client), {}, true, 1s) == claim_verdict::refused);
  CHECK(claims.judge(who("a", 1), {}, true, 1s) == claim_verdict::granted);
  claims.know({{store_id{8}, "b"}});
  CHECK(claims.judge(who("x", 1), {}, true, 1s) == claim_verdict::granted);
}

TEST_CASE("what was agreed on goes before who came first") {
  store_claims claims;
  claims.remember(who("x", 1));
  claims.know({{store_id{7}, "a"}});
  CHECK(claims.judge(who("x", 1), {}, true, 1s) == claim_verdict::refused);
  CHECK(claims.judge(who("a", 1), {}, true, 1s) == claim_verdict::granted);
}

TEST_CASE("a name that claims many store ids forgets its own, never those of others") {
  store_claims claims;
  claims.remember(who("a", 1));
  auto greedy = who("x", 1);
  for (std::uint64_t i = 100; i < 10'000; ++i) {
    greedy.store = store_id{i};
    claims.remember(greedy);
  }
  CHECK(claims.judge(who("x", 1), {}, true, 1s) == claim_verdict::refused);
  auto last = who("b", 1);
  last.store = greedy.store;
  CHECK(claims.judge(last, {}, true, 1s) == claim_verdict::refused);
  last.store = store_id{100};
  CHECK(claims.judge(last, {}, true, 1s) == claim_verdict::granted);
}

TEST_CASE("a place that is taken is left only to the same process or to who comes after it") {
  store_claims claims;
  auto judge = [&](const peer_info& claim, const place_holder& now) {
    return claims.judge(claim, now, false, 1s);
  };
  auto healthy = present(who("a", 1));
  CHECK(judge(who("a", 1), healthy) == claim_verdict::granted); // lost a connection
  CHECK(judge(who("x", 1), healthy) == claim_verdict::refused);
  CHECK(judge(who("x", 2), healthy) == claim_verdict::refused);
  CHECK(judge(who("a", 2, peer_role::client), healthy) == claim_verdict::refused);
  CHECK(judge(who("a", 2), healthy) == claim_verdict::waits);
  auto silent = healthy;
  silent.silent_for = silence_of_the_gone(1s);
  CHECK(judge(who("a", 2), silent) == claim_verdict::granted);
  CHECK(judge(who("x", 2), silent) == claim_verdict::refused);
  silent.silent_for -= 1ns;
  CHECK(judge(who("a", 2), silent) == claim_verdict::waits);
  auto speaks = healthy;
  speaks.heard_since_claim = true;
  CHECK(judge(who("a", 2), speaks) == claim_verdict::refused);
  CHECK(judge(who("a", 1), present(who("a", 2, peer_role::client))) == claim_verdict::granted);
}

TEST_CASE("a certificate's store id is refused to others, and the healthy peer does not notice") {
  certificate_authority prod;
  auto secured = [&](const std::string& name, std::uint64_t id) {
    auto options = named(name, id, id + 10);
    options.tls = prod.issue("ringleader:prod/node/" + name);
    return options;
  };
  test_node a{secured("a", 1)};
  auto b = std::make_unique<test_node>(secured("b", 2));
  b->wire->link(a.at);
  REQUIRE(a.sees(*b));
  REQUIRE(b->sees(a));
  auto steal = [&] {
    for (auto role : {peer_role::node, peer_role::client, peer_role::admin})
      for (std::uint64_t boot : {12u, 99u}) { // that of b, which everybody is told, and another
        bare_tls thief{a.at, prod.issue(granting_uri("prod", role, "x"))};
        thief.say(said(claim_of(role, "x", 2, boot)));
        CHECK_THAT(refusal_of(thief.hear_answer()), Contains("belongs to a node of another name"));
        thief.hear_to_the_end();
      }
  };
  steal();
  CHECK(violated(a, 6));
  CHECK(a.sink.look().downs.empty());
  CHECK(b->sink.look().downs.empty());
  b.reset();
  REQUIRE(a.sink.wait([](const seen& s) { return s.downs.size() == 1; }));
  steal(); // nor while it is away
  CHECK(a.wire->send(store_id{2}, lane::system, {1, {1}}) == errc::unreachable);
  auto again = secured("b", 2);
  again.boot = boot_id{13};
  test_node restarted{again};
  restarted.wire->link(a.at);
  CHECK(a.sees(restarted, 2));
  CHECK(a.sink.look().ups.size() == 2);
}

TEST_CASE("a client's or an admin's place is left to the node whose store id it names") {
  test_node a{"a", 1, 11};
  mute_node client{a, claim_of(peer_role::client, "x", 2, 99)};
  CHECK(a.sink.wait([](const seen& s) { return s.ups.size() == 1; }));
  test_node b{"b", 2, 12};
  b.wire->link(a.at);
  CHECK(a.sees(b, 2));
  CHECK(a.sink.look().downs.size() == 1);
}

TEST_CASE("without TLS, too, another name or role never takes the place of a peer that is there") {
  test_node a{named("a", 1, 11)}, b{named("b", 2, 12)};
  b.wire->link(a.at);
  REQUIRE(a.sees(b));
  for (auto& thief : {claim_of(peer_role::node, "x", 2, 12), claim_of(peer_role::node, "x", 2, 99),
                      claim_of(peer_role::client, "b", 2, 12)}) {
    bare_socket s{a.at};
    s.say(said(thief) + control(frame_kind::ready));
    s.read_to_end();
  }
  CHECK(violated(a, 3));
  CHECK(a.sink.look().downs.empty());
}

TEST_CASE("a second process of a store that is alive waits, and is refused when that one speaks") {
  auto options = named("b", 2, 12);
  options.deadlines.ping = 200ms;
  test_node a{named("a", 1, 11)}, b{options};
  b.wire->link(a.at);
  REQUIRE(a.sees(b));
  auto copy = named("b", 2, 13); // of the directory
  test_node second{copy};
  second.wire->link(a.at);
  REQUIRE(second.sink.wait([](const seen& s) { return !s.troubles.empty(); }));
  CHECK_THAT(second.sink.look().troubles[0].message, Contains("alive and connected"));
  CHECK(second.sink.look().ups.empty());
  CHECK(a.sink.look().downs.empty());
  CHECK(b.sink.look().downs.empty());
}

TEST_CASE("one that waits in vain is told so at the deadline of its hello") {
  auto options = named("a", 1, 11);
  options.deadlines.hello = 300ms;
  test_node a{options};
  mute_node holder{a, claim_of(peer_role::node, "b", 2, 12)};
  bare_socket second{a.at};
  second.say(said(claim_of(peer_role::node, "b", 2, 13)));
  auto answer = second.read_to_end();
  CHECK_THAT(to_text(answer), Contains("alive and connected"));
  CHECK(violated(a, 1));
}

TEST_CASE("a restarted process has its place as soon as the old connections end") {
  test_node a{named("a", 1, 11)};
  mute_node old{a, claim_of(peer_role::node, "b", 2, 12)};
  bare_socket fresh{a.at};
  fresh.say(said(claim_of(peer_role::node, "b", 2, 13)));
  CHECK(next_kind(old.socket) == frame_kind::hello_ok);
  CHECK(next_kind(old.socket) == frame_kind::ping); // asked for a sign of life: the claim has come
  old.socket.hang_up();
  CHECK(next_kind(fresh) == frame_kind::hello_ok);
}

TEST_CASE("a restarted process has its place when the old one was silent for too long") {
  auto options = quick_options("a", 1, 11);
  options.deadlines.ping = 50ms;
  test_node a{options};
  std::vector<std::unique_ptr<mute_node>> vanished; // its host lost its power: half-open
  for (auto on : {lane::system, lane::bulk, lane::data})
    vanished.push_back(std::make_unique<mute_node>(a, claim_of(peer_role::node, "b", 2, 12, on)));
  test_node b{"b", 2, 13};
  b.wire->link(a.at);
  CHECK(a.sees(b));
  CHECK(a.sink.look().ups.front().boot == boot_id{13});
  CHECK(b.sink.look().troubles.empty());
}

TEST_CASE("who claims to be this very process is dropped") {
  test_node a{"a", 1, 11};
  bare_socket s{a.at};
  s.say(said(claim_of(peer_role::node, "a", 1, 11)) + control(frame_kind::ready));
  s.read_to_end();
  CHECK(violated(a, 1));
  CHECK(a.wire->counters().connections_accepted == 0);
}

TEST_CASE("hellos in a row for a peer's place cost it nothing, however many") {
  test_node a{named("a", 1, 11)}, b{named("b", 2, 12)};
  b.wire->link(a.at);
  REQUIRE(a.sees(b));
  for (int i = 0; i < 300; ++i) {
    bare_socket s{a.at};
    s.say(said(claim_of(peer_role::client, "x", 2, 99)) + control(frame_kind::ready));
    s.read_to_end();
  }
  CHECK(violated(a, 300));
  CHECK(a.send(b, lane::data, {1}) == errc::none);
  CHECK(a.sink.look().downs.empty());
  CHECK(b.sink.look().downs.empty());
}

TEST_CASE("what a stranger calls itself breaks no line of a log") {
  test_node a{named("a", 1, 11)}, b{named("b", 2, 12)};
  b.wire->link(a.at);
  REQUIRE(a.sees(b));
  bare_socket s{a.at};
  s.say(said(claim_of(peer_role::client, "x\ny", 2, 99)));
  s.read_to_end();
  REQUIRE(violated(a, 1));
  REQUIRE(eventually([&] { return !a.sink.look().troubles.empty(); }));
  for (auto& trouble : a.sink.look().troubles)
    CHECK(trouble.message.find('\n') == std::string::npos);
  auto why = why_refused(who("b\n00:00 error: the disk is full", 11), {});
  CHECK(why.message.find('\n') == std::string::npos);
  CHECK(why.message.find("'b?00:00 error: the disk is full'") != std::string::npos);
}

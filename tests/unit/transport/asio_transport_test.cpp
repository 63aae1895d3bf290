// SPDX-License-Identifier: BSD-3-Clause
#include "wire_fixture.hpp"

#include <ringleader/drivers/host/thread_policy.hpp>

#include <future>

using namespace ringleader;
using namespace ringleader::net;
using namespace std::chrono_literals;

namespace {

constexpr lane lanes[] = {lane::system, lane::bulk, lane::data};

bytes numbered(std::uint32_t n) {
  return {static_cast<std::uint8_t>(n), static_cast<std::uint8_t>(n >> 8),
          static_cast<std::uint8_t>(n >> 16)};
}

/// True if the frames of this lane are numbered(0), numbered(1), ... up to `count`.
bool in_order(const seen& s, lane on, std::uint32_t count) {
  std::uint32_t next = 0;
  for (auto& f : s.frames)
    if (f.on == on && f.what.body != numbered(next++)) return false;
  return next == count;
}

} // namespace

TEST_CASE("one link is enough for frames both ways, on every lane and in order") {
  test_node a{"a", 1, 11}, b{"b", 2, 12};
  a.wire->link(b.at);
  REQUIRE(a.sees(b));
  REQUIRE(b.sees(a));
  constexpr std::uint32_t count = 5000;
  for (std::uint32_t i = 0; i < count; ++i)
    for (auto on : lanes) {
      REQUIRE(a.send(b, on, numbered(i)) == errc::none);
      REQUIRE(b.send(a, on, numbered(i)) == errc::none);
    }
  for (auto* n : {&a, &b}) {
    REQUIRE(n->sink.wait([&](const seen& s) { return s.frames.size() >= 3 * count; }));
    auto s = n->sink.look();
    for (auto on : lanes) CHECK(in_order(s, on, count));
    CHECK(s.ups.size() == 1);
    CHECK(s.downs.empty());
    CHECK(s.troubles.empty());
    CHECK(n->wire->counters().frames_sent == 3 * count);
    CHECK(n->wire->counters().frames_received == 3 * count);
    CHECK(n->wire->counters().connections_accepted == 3);
  }
  auto peer = a.sink.look().ups[0];
  CHECK(peer.name == "b");
  CHECK(peer.boot == boot_id{12});
  CHECK(peer.advertise == b.at);
  CHECK(peer.role == peer_role::node);
}

TEST_CASE(
  "a node without a name is called by where it is dialed, also on a port that it was given") {
  test_node a{"a", 1, 11}, b{"", 2, 12};
  a.wire->link(b.at);
  REQUIRE(a.sees(b));
  CHECK(a.sink.look().ups[0].name == to_string(b.at));
}

TEST_CASE("the transport's thread is an ordinary one, whoever starts it") {
  auto begun = policy_of_this_thread();
  set_policy(thread_policy::gives_way);
  test_node a{"a", 1, 11};
  set_policy(thread_policy::ordinary);
  std::promise<thread_policy> seen;
  a.wire->call_soon([&] { seen.set_value(policy_of_this_thread()); });
  CHECK(seen.get_future().get() == begun);
}

TEST_CASE("a list of founders may name the own endpoint, and one peer under two names") {
  test_node a{"a", 1, 11}, b{"b", 2, 12}, c{"c", 3, 13};
  test_node* all[] = {&a, &b, &c};
  for (auto* from : all)
    for (auto* to : all) {
      from->wire->link(to->at);
      from->wire->link({"localhost", to->at.port});
    }
  for (auto* from : all)
    for (auto* to : all)
      if (from != to) {
        REQUIRE(from->sees(*to));
        REQUIRE(from->send(*to, lane::data, {1}) == errc::none);
      }
  for (auto* n : all) {
    REQUIRE(n->sink.wait([](const seen& s) { return s.frames.size() == 2; }));
    auto s = n->sink.look();
    CHECK(s.ups.size() == 2);
    CHECK(s.downs.empty());
    CHECK(s.troubles.empty());
  }
}

TEST_CASE("a peer that dies goes down once, and what is sent to it is unreachable") {
  test_node a{"a", 1, 11};
  auto b = std::make_unique<test_node>("b", 2, 12);
  CHECK(a.send(*b, lane::data, {1}) == errc::unreachable);
  a.wire->link(b->at);
  REQUIRE(a.sees(*b));
  b->wire->stop();
  CHECK(b->sink.look().downs.empty());
  REQUIRE(a.sink.wait([](const seen& s) { return !s.downs.empty(); }));
  CHECK(a.send(*b, lane::data, {1}) == errc::unreachable);
  auto other = std::make_unique<test_node>("c", 3, 13);
  a.wire->link(other->at);
  REQUIRE(a.sees(*other));
  CHECK(a.sink.look().downs.size() == 1);
  CHECK(a.sink.look().downs[0].boot == boot_id{12});
}

TEST_CASE("a peer that was restarted comes up again under its new boot id") {
  test_node a{"a", 1, 11};
  auto options = quick_options("b", 2, 12);
  auto b = std::make_unique<test_node>(options);
  a.wire->link(b->at);
  options.listen = b->at;
  for (std::uint64_t boot = 13; boot < 17; ++boot) {
    REQUIRE(a.sees(*b, boot - 12));
    b.reset();
    options.boot = boot_id{boot};
    b = std::make_unique<test_node>(options);
  }
  REQUIRE(a.sees(*b, 5));
  auto s = a.sink.look();
  REQUIRE(s.ups.size() == 5);
  REQUIRE(s.downs.size() == 4);
  for (std::size_t i = 0; i < 5; ++i) CHECK(s.ups[i].boot == boot_id{12 + i});
  CHECK(a.send(*b, lane::system, {1}) == errc::none);
  CHECK(b->sink.wait([](const seen& f) { return f.frames.size() == 1; }));
}

TEST_CASE("a new process of a store takes the old one, which is gone, down before it comes up") {
  auto options = quick_options("a", 1, 11);
  options.deadlines.ping = 50ms; // by this the silence of others is measured
  test_node a{options};
  auto silent = quick_options("b", 2, 12);
  silent.deadlines.ping = 20s; // as if its host had vanished
  test_node old{silent};
  old.wire->link(a.at);
  REQUIRE(a.sees(old));
  test_node fresh{"b", 2, 13};
  fresh.wire->link(a.at);
  REQUIRE(
    a.sink.wait([](const seen& s) { return s.ups.size() >= 2 && s.ups[1].boot == boot_id{13}; }));
  auto s = a.sink.look();
  REQUIRE_FALSE(s.downs.empty());
  CHECK(s.downs[0].boot == boot_id{12});
}

TEST_CASE("unlink ends it for both sides, as long as the other side did not link as well") {
  test_node a{"a", 1, 11}, b{"b", 2, 12};
  a.wire->link(b.at);
  REQUIRE(a.sees(b));
  REQUIRE(b.sees(a));
  a.wire->unlink(b.at);
  auto is_down = [](const seen& s) { return s.downs.size() == 1; };
  REQUIRE(a.sink.wait(is_down));
  REQUIRE(b.sink.wait(is_down));
  b.wire->link(a.at); // nothing was in the way of a new start
  CHECK(a.sees(b, 2));
  CHECK(b.sees(a, 2));
}

TEST_CASE("a peer that does not read costs an overloaded answer, and loses nothing queued before") {
  auto options = quick_options("a", 1, 11);
  options.limits.frame_bytes = {64 << 10, 64 << 10, 64 << 10};
  options.limits.queue_bytes = {1 << 20, 1 << 20, 1 << 20};
  test_node a{options};
  test_node b{"b", 2, 12};
  a.wire->link(b.at);
  REQUIRE(a.sees(b));
  REQUIRE(b.sees(a));
  b.sink.block(true);
  std::uint32_t sent = 0;
  errc answer = errc::none;
  while (answer == errc::none && sent < 20'000) {
    auto body = numbered(sent);
    body.resize(32 << 10);
    answer = a.send(b, lane::data, body);
    sent += answer == errc::none;
  }
  CHECK(answer == errc::overloaded);
  CHECK(a.wire->counters().frames_overloaded == 1);
  CHECK(a.send(b, lane::system, {1}) == errc::none); // a lane does not fill another
  b.sink.block(false);
  REQUIRE(b.sink.wait([&](const seen& s) { return s.on_lane(lane::data) == sent; }));
  std::uint32_t next = 0;
  for (auto& f : b.sink.look().frames) {
    if (f.on != lane::data) continue;
    auto head = numbered(next++);
    REQUIRE(std::equal(head.begin(), head.end(), f.what.body.begin()));
  }
  CHECK(a.sink.look().downs.empty());
}

TEST_CASE("a write that makes no progress takes the peer down") {
  auto options = quick_options("a", 1, 11);
  options.deadlines.write = 200ms;
  test_node a{options};
  test_node b{"b", 2, 12};
  a.wire->link(b.at);
  REQUIRE(a.sees(b));
  REQUIRE(b.sees(a));
  b.sink.block(true);
  while (a.send(b, lane::data, bytes(1 << 20)) == errc::none) {}
  CHECK(a.sink.wait([](const seen& s) { return s.downs.size() == 1; }));
  b.sink.block(false);
  CHECK(a.sees(b, 2));
}

TEST_CASE("frames of the largest size pass, larger ones are malformed") {
  test_node a{"a", 1, 11}, b{"b", 2, 12};
  a.wire->link(b.at);
  REQUIRE(a.sees(b));
  for (auto on : lanes) {
    auto largest = a.options.limits.frame_bytes[static_cast<std::size_t>(on)];
    CHECK(a.send(b, on, bytes(largest, 7)) == errc::none);
    CHECK(a.send(b, on, bytes(largest + 1)) == errc::malformed);
    CHECK(a.send(b, on, {}) == errc::none);
  }
  REQUIRE(b.sink.wait([](const seen& s) { return s.frames.size() == 6; }));
  for (auto& f : b.sink.look().frames)
    if (!f.what.body.empty())
      CHECK(f.what.body == bytes(a.options.limits.frame_bytes[static_cast<std::size_t>(f.on)], 7));
}

TEST_CASE("peers with nothing to say to each other stay up for many idle deadlines") {
  auto quick = [](const char* name, std::uint64_t id) {
    auto options = quick_options(name, id, id + 10);
    options.deadlines.ping = 20ms;
    options.deadlines.idle = 600ms;
    return options;
  };
  test_node a{quick("a", 1)}, b{quick("b", 2)};
  a.wire->link(b.at);
  REQUIRE(a.sees(b));
  auto options = quick_options("c", 3, 13);
  options.deadlines.hello = 2s;
  test_node clock{options};
  bare_socket{clock.at}.read_to_end(); // two seconds of a transport's own time pass
  CHECK(a.sink.look().downs.empty());
  CHECK(b.sink.look().downs.empty());
}

TEST_CASE("no call reaches the sink after stop, though the peer goes on sending") {
  test_node a{"a", 1, 11}, b{"b", 2, 12};
  a.wire->link(b.at);
  REQUIRE(a.sees(b));
  REQUIRE(b.sees(a));
  while (b.sink.look().downs.empty()) {
    b.send(a, lane::data, bytes(100));
    if (a.sink.look().frames.size() > 100) {
      a.wire->stop();
      break;
    }
  }
  auto count = a.sink.look().frames.size();
  REQUIRE(b.sink.wait([](const seen& s) { return s.downs.size() == 1; }));
  CHECK(a.sink.look().frames.size() == count);
  CHECK(a.sink.look().downs.empty());
  a.wire->stop(); // twice is harmless
  CHECK(a.send(b, lane::data, {1}) == errc::unreachable);
}

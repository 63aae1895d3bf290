// SPDX-License-Identifier: BSD-3-Clause
// Who speaks to the port without being a node: none may cost more than a dropped connection.
#include "bare_words.hpp"

#include <ringleader/base/random.hpp>

#include <atomic>

using namespace ringleader;
using namespace ringleader::net;
using namespace std::chrono_literals;

namespace {

bytes hello_of(std::uint64_t store, peer_role role = peer_role::client, lane on = lane::data) {
  return said(claim_of(role, "bare", store, store, on));
}

bytes data_frame(std::size_t size = 3, channel what = channel::admin) {
  return data_on(static_cast<std::uint8_t>(what), bytes(size));
}

bool reaches(const test_node& n, std::uint64_t refused) {
  return eventually([&] { return n.wire->counters().connections_refused >= refused; }) &&
         n.wire->counters().connections_refused == refused;
}

} // namespace

TEST_CASE("garbage ends the connection and is counted, and nodes still come up") {
  test_node a{"a", 1, 11};
  random_source random{42};
  bytes noise(10'000);
  for (auto& b : noise) b = static_cast<std::uint8_t>(random.next());
  const bytes garbage[] = {
    noise,
    to_bytes("GET / HTTP/1.1\r\nHost: a\r\n\r\n"),
    {0x16, 3, 1, 2, 0, 1, 0, 1, 0xfc, 3, 3}, // the start of a TLS hello
    {0xff, 0xff, 0xff, 0xff},                // four gigabytes to come
    {0, 0, 0, 0},
    {1, 0, 0, 0, 99},
    control(frame_kind::hello, {1, 2, 3}),
    control(frame_kind::hello_ok),
    control(frame_kind::ready),
    control(frame_kind::ping),
    data_frame(),
    data_frame(4 << 20),
  };
  std::uint64_t refused = 0;
  for (auto& each : garbage) {
    bare_socket s{a.at};
    s.say(each);
    CHECK(s.read_to_end().empty());
    CHECK(reaches(a, ++refused));
  }
  test_node b{"b", 2, 12};
  b.wire->link(a.at);
  CHECK(a.sees(b));
  CHECK(a.sink.look().troubles.empty());
}

TEST_CASE("many random connections leave the node as it was") {
  test_node a{"a", 1, 11};
  auto good = hello_of(9);
  for (std::uint64_t seed = 1; seed <= 200; ++seed) {
    random_source random{seed};
    auto wire = random.chance(500) ? good : bytes(1 + random.below(200));
    for (auto n = 1 + random.below(wire.size()); n > 0; --n)
      wire[random.below(wire.size())] = static_cast<std::uint8_t>(random.next());
    bare_socket s{a.at};
    s.say(wire);
    s.hang_up();
  }
  test_node b{"b", 2, 12};
  b.wire->link(a.at);
  CHECK(a.sees(b));
}

TEST_CASE("who connects and hangs up, or says half a hello, is dropped and counted") {
  test_node a{"a", 1, 11};
  bare_socket{a.at}.hang_up();
  CHECK(reaches(a, 1));
  auto half = hello_of(9);
  half.resize(half.size() / 2);
  bare_socket s{a.at};
  s.say(half);
  s.hang_up();
  CHECK(reaches(a, 2));
}

TEST_CASE("who says nothing, or stops in the middle of its hello, is dropped at the deadline") {
  auto options = quick_options("a", 1, 11);
  options.deadlines.hello = 100ms;
  test_node a{options};
  bare_socket silent{a.at}, half{a.at}, unready{a.at};
  auto said = hello_of(9);
  said.pop_back();
  half.say(said);
  unready.say(hello_of(9));
  CHECK(silent.read_to_end().empty());
  CHECK(half.read_to_end().empty());
  CHECK_FALSE(unready.read_to_end().empty()); // its hello_ok
  CHECK(a.sink.look().ups.empty());
}

TEST_CASE("data before the last word of the hello, and a second hello, end the connection") {
  test_node a{"a", 1, 11};
  for (auto& out_of_turn : {data_frame(), hello_of(9), control(frame_kind::refused)}) {
    bare_socket s{a.at};
    s.say(hello_of(9) + out_of_turn);
    CHECK_FALSE(s.read_to_end().empty());
  }
  CHECK(a.sink.look().ups.empty());
  bare_socket s{a.at};
  s.say(hello_of(9) + control(frame_kind::ready) + data_frame() + control(frame_kind::hello));
  CHECK(a.sink.wait([](const seen& x) { return x.downs.size() == 1; }));
  CHECK(a.sink.look().frames.size() == 1); // what came before was in order
}

TEST_CASE("a frame beyond the lane's limit takes the peer down, not the node") {
  auto options = quick_options("a", 1, 11);
  options.limits.frame_bytes[2] = 1024;
  test_node a{options};
  bare_socket s{a.at};
  s.say(hello_of(9) + control(frame_kind::ready) + data_frame(1024));
  REQUIRE(a.sink.wait([](const seen& x) { return x.frames.size() == 1; }));
  s.say(data_frame(1025));
  REQUIRE(a.sink.wait([](const seen& x) { return x.downs.size() == 1; }));
  CHECK(a.sink.look().frames.size() == 1);
}

TEST_CASE("an established peer that falls silent is down at the idle deadline") {
  auto options = quick_options("a", 1, 11);
  options.deadlines.idle = 200ms;
  options.deadlines.ping = 50ms;
  test_node a{options};
  bare_socket s{a.at};
  s.say(hello_of(9) + control(frame_kind::ready));
  REQUIRE(a.sink.wait([](const seen& x) { return x.ups.size() == 1; }));
  CHECK(a.sink.wait([](const seen& x) { return x.downs.size() == 1; }));
  CHECK_FALSE(s.read_to_end().empty()); // hello_ok and pings came
}

TEST_CASE("a second hello of the same process replaces its first connection") {
  test_node a{"a", 1, 11};
  bare_socket first{a.at};
  first.say(hello_of(9) + control(frame_kind::ready) + data_frame());
  REQUIRE(a.sink.wait([](const seen& x) { return x.frames.size() == 1; }));
  bare_socket second{a.at};
  second.say(hello_of(9) + control(frame_kind::ready) + data_frame());
  REQUIRE(a.sink.wait([](const seen& x) { return x.frames.size() == 2; }));
  first.read_to_end(); // it was ended
  CHECK(a.sink.look().ups.size() == 2);
  CHECK(a.sink.look().downs.size() == 1);
}

TEST_CASE("data of a node that is not up yet is kept until it is, and dropped if it never is") {
  auto options = quick_options("a", 1, 11);
  options.deadlines.connect = options.deadlines.hello = 100ms;
  test_node a{options};
  bare_socket s{a.at};
  s.say(hello_of(9, peer_role::node) + control(frame_kind::ready) + data_frame(3, channel::entity));
  s.read_to_end();
  CHECK(a.sink.look().ups.empty());
  CHECK(a.sink.look().frames.empty());
}

TEST_CASE("beyond the largest number of connections the next is turned away, until one ends") {
  auto options = quick_options("a", 1, 11);
  options.limits.connections = 8;
  test_node a{options};
  std::vector<std::unique_ptr<bare_socket>> held;
  for (std::uint64_t i = 0; i < 8; ++i) { // three lanes of two nodes, and two of a third
    held.push_back(std::make_unique<bare_socket>(a.at));
    held.back()->say(hello_of(9 + i / 3, peer_role::node, static_cast<lane>(i % 3)) +
                     control(frame_kind::ready));
    REQUIRE(eventually([&] { return a.wire->counters().connections_accepted == i + 1; }));
  }
  bare_socket ninth{a.at};
  CHECK(ninth.read_to_end().empty());
  CHECK(reaches(a, 1));
  held.clear();
  test_node b{"b", 2, 12};
  b.wire->link(a.at);
  CHECK(a.sees(b));
}

TEST_CASE("connections that say nothing give way, the oldest first, to who has something to say") {
  auto options = quick_options("a", 1, 11);
  options.limits.connections = 8; // of which four may be unfinished
  test_node a{options};
  std::vector<std::unique_ptr<bare_socket>> silent;
  for (int i = 0; i < 5; ++i) silent.push_back(std::make_unique<bare_socket>(a.at));
  CHECK(silent.front()->read_to_end().empty());
  CHECK(reaches(a, 1));
  test_node b{"b", 2, 12};
  b.wire->link(a.at);
  CHECK(a.sees(b)); // long before the silent ones meet their deadline
}

TEST_CASE("a hello that comes byte by byte is as good as one that comes whole") {
  test_node a{"a", 1, 11};
  bare_socket s{a.at};
  for (auto b : hello_of(9) + control(frame_kind::ready) + data_frame()) s.say({b});
  CHECK(a.sink.wait([](const seen& x) { return x.frames.size() == 1; }));
}

TEST_CASE("a hello longer than any is dropped before it has come whole") {
  test_node a{"a", 1, 11};
  bare_socket s{a.at};
  bytes head{1, 0x10, 0, 0, static_cast<std::uint8_t>(frame_kind::hello)}; // 4097 bytes
  s.say(head);
  CHECK(s.read_to_end().empty());
  CHECK(reaches(a, 1));
}

TEST_CASE("whatever an established client says, the node serves others") {
  test_node a{"a", 1, 11};
  test_node b{"b", 2, 12};
  b.wire->link(a.at);
  REQUIRE(a.sees(b));
  auto good = data_frame(40) + control(frame_kind::ping) + data_frame(0) + data_frame(2000);
  for (std::uint64_t seed = 1; seed <= 200; ++seed) {
    random_source random{seed};
    auto said = good;
    for (auto n = 1 + random.below(12); n > 0; --n)
      said[random.below(said.size())] = static_cast<std::uint8_t>(random.next());
    said.resize(1 + random.below(said.size()));
    bare_socket s{a.at};
    s.say(hello_of(1000 + seed) + control(frame_kind::ready) + said);
    s.hang_up();
  }
  CHECK(b.send(a, lane::data, bytes{1, 2, 3}) == errc::none);
  CHECK(a.sink.wait([](const seen& x) {
    return std::any_of(x.frames.begin(), x.frames.end(),
                       [](auto& f) { return f.from == store_id{2}; });
  }));
  CHECK(b.sink.look().downs.empty());
}

TEST_CASE("questions of one connection are handed over one by one, each behind the last answer") {
  test_node a{"a", 1, 11};
  bare_socket s{a.at};
  auto one = data_frame();
  s.say(hello_of(9) + control(frame_kind::ready) + one + one + control(frame_kind::ping) + one);
  for (std::size_t asked = 1; asked <= 3; ++asked) {
    REQUIRE(a.sink.wait([&](const seen& x) { return x.frames.size() == asked; }));
    CHECK(a.wire->send(store_id{9}, lane::data, {admin_channel, {1}}) == errc::none);
  }
}

TEST_CASE("who asks without reading is dropped, and costs no more than its connection may") {
  /// Answers with a megabyte.
  class generous_sink final : public transport_sink {
  public:
    void on_peer_up(const peer_info&) override {}
    void on_peer_down(const peer_info&) override { down = true; }
    void on_trouble(const failure&) override {}
    void on_frames(const peer_info& from, lane on, std::vector<frame> frames) override {
      for (auto& f : frames) wire->send(from.store, on, {f.channel, bytes(1u << 20)});
      answers += frames.size();
    }
    asio_transport* wire = nullptr;
    std::atomic<std::size_t> answers{0};
    std::atomic<bool> down{false};
  };
  auto options = quick_options("a", 1, 11);
  options.deadlines.write = 200ms;
  generous_sink sink;
  asio_transport wire{options};
  sink.wire = &wire;
  auto at = wire.start(sink);
  REQUIRE(at);
  bare_socket s{*at};
  auto said = hello_of(9) + control(frame_kind::ready);
  for (int i = 0; i < 500; ++i) said = said + data_frame();
  s.say(said);
  CHECK(eventually([&] { return sink.down.load(); }));
  CHECK(sink.answers < 50); // what the sockets of both sides hold, and one
  wire.stop();
}

TEST_CASE("a question that nobody answers does not hold its connection for ever") {
  auto options = quick_options("a", 1, 11);
  options.deadlines.answer = 100ms;
  test_node a{options};
  bare_socket s{a.at};
  s.say(hello_of(9) + control(frame_kind::ready) + data_frame());
  CHECK(a.sink.wait([](const seen& x) { return x.downs.size() == 1; }));
}

TEST_CASE("a client's frame has 64 KiB at most, and more is dropped by its length alone") {
  test_node a{"a", 1, 11};
  auto ready = control(frame_kind::ready);
  bare_socket good{a.at};
  good.say(hello_of(9) + ready + data_frame(client_frame_bytes_max));
  CHECK(a.sink.wait([](const seen& s) { return s.frames.size() == 1; }));
  bare_socket s{a.at};
  auto large = data_frame(client_frame_bytes_max + 1);
  large.resize(16); // the rest would never come
  s.say(hello_of(10) + ready + large);
  s.read_to_end();
  CHECK(a.sink.wait([](const seen& now) { return now.downs.size() == 1; }));
  CHECK(a.sink.look().frames.size() == 1);
}

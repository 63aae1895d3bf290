// SPDX-License-Identifier: BSD-3-Clause
#include "wire_fixture.hpp"

#include <ringleader/drivers/net/client.hpp>

#include <algorithm>
#include <thread>

using namespace ringleader;
using namespace ringleader::net;
using namespace std::chrono_literals;

namespace {

bool contains(const failure& why, const std::string& part) {
  return why.message.find(part) != std::string::npos;
}

} // namespace

TEST_CASE("a node of another cluster is refused, and the dialing side is told why, once") {
  auto options = quick_options("a", 1, 11);
  options.cluster = cluster_id{5};
  test_node a{options};
  options = quick_options("b", 2, 12);
  options.cluster = cluster_id{6};
  test_node b{options};
  a.wire->link(b.at);
  REQUIRE(a.sink.wait([](const seen& s) { return !s.troubles.empty(); }));
  auto why = a.sink.look().troubles[0];
  CHECK(why.code == errc::foreign_cluster);
  CHECK(contains(why, to_string(b.at)));
  CHECK(contains(why, "node 'a' belongs to the cluster with id 0000000000000005"));
  test_node clock{"c", 3, 13};
  while (a.wire->counters().dials_failed < 5) { // every round trip of others leaves it time to dial
    clock.wire->link({"127.0.0.1", 1});
    std::this_thread::yield();
  }
  CHECK(a.sink.look().troubles.size() == 1);
  CHECK(a.sink.look().ups.empty());
  CHECK(b.wire->counters().connections_refused >= 5);
  CHECK(b.wire->counters().connections_accepted == 0);
}

TEST_CASE(
  "a cluster id that is set later counts for the next connection, not for those that stand") {
  test_node a{"a", 1, 11};
  auto options = quick_options("b", 2, 12);
  auto b = std::make_unique<test_node>(options);
  a.wire->link(b->at);
  REQUIRE(a.sees(*b));
  CHECK_FALSE(a.sink.look().ups[0].cluster);
  a.wire->set_cluster(cluster_id{5});
  b->wire->set_cluster(cluster_id{5});
  CHECK(a.send(*b, lane::data, {1}) == errc::none);
  options.listen = b->at;
  options.cluster = cluster_id{5};
  options.boot = boot_id{13};
  b.reset();
  b = std::make_unique<test_node>(options);
  REQUIRE(a.sees(*b, 2));
  CHECK(a.sink.look().ups[1].cluster == cluster_id{5});
  options.cluster = cluster_id{6};
  options.boot = boot_id{14};
  b.reset();
  b = std::make_unique<test_node>(options);
  REQUIRE(a.sink.wait([](const seen& s) { return !s.troubles.empty(); }));
  CHECK(a.sink.look().troubles[0].code == errc::foreign_cluster);
}

TEST_CASE("another cluster name, another protocol version and a copied store id are refused") {
  test_node a{"a", 1, 11};
  auto refused = [&](transport_options options, const std::string& reason) {
    test_node b{options};
    b.wire->link(a.at);
    if (!b.sink.wait([](const seen& s) { return !s.troubles.empty(); })) return false;
    return contains(b.sink.look().troubles[0], reason) && b.sink.look().ups.empty();
  };
  auto options = quick_options("b", 2, 12);
  options.cluster_name = "test";
  CHECK(refused(options, "belongs to cluster 'test'"));
  options = quick_options("b", 2, 12);
  options.protocol_version = 2;
  CHECK(refused(options, "protocol version 2"));
  options = quick_options("b", 1, 12);
  CHECK(refused(options, "same store id"));
}

TEST_CASE("without TLS nothing but loopback is listened on, unless told so") {
  recording_sink sink;
  auto options = quick_options("a", 1, 11);
  options.listen = {"0.0.0.0", 0};
  auto refused = asio_transport{options}.start(sink);
  REQUIRE_FALSE(refused);
  CHECK(refused.error().code == errc::refused);
  CHECK(contains(refused.error(), "--insecure"));
  options.insecure = true;
  auto unreachable = asio_transport{options}.start(sink);
  REQUIRE_FALSE(unreachable);
  CHECK(contains(unreachable.error(), "--advertise"));
  options.advertise = endpoint{"127.0.0.1", 0};
  asio_transport open{options};
  auto bound = open.start(sink);
  REQUIRE(bound);
  CHECK(bound->port != 0);
  for (auto* host : {"localhost", "127.0.0.2"}) {
    options.insecure = false;
    options.advertise.reset();
    options.listen = {host, 0};
    CHECK(asio_transport{options}.start(sink));
  }
}

TEST_CASE("an address that cannot be listened on says what to do") {
  test_node a{"a", 1, 11};
  recording_sink sink;
  auto options = quick_options("b", 2, 12);
  options.listen = a.at;
  auto taken = asio_transport{options}.start(sink);
  REQUIRE_FALSE(taken);
  CHECK(taken.error().code == errc::address_in_use);
  CHECK(taken.error().message == to_string(a.at) + " is taken; choose another --listen");
  options.listen = {"name.invalid", 0};
  auto unknown = asio_transport{options}.start(sink);
  REQUIRE_FALSE(unknown);
  CHECK(contains(unknown.error(), "name.invalid"));
}

TEST_CASE("options out of their range do not start") {
  recording_sink sink;
  auto wrong = [&](auto change) {
    auto options = quick_options("a", 1, 11);
    change(options);
    auto started = asio_transport{options}.start(sink);
    return !started && started.error().code == errc::invalid_option;
  };
  CHECK(wrong([](auto& o) { o.name.assign(256, 'n'); }));
  CHECK(wrong([](auto& o) { o.store = {}; }));
  CHECK(wrong([](auto& o) { o.boot = {}; }));
  CHECK(wrong([](auto& o) { o.limits.frame_bytes[0] = 0; }));
  CHECK(wrong([](auto& o) { o.limits.queue_bytes[2] = 1024; }));
  CHECK(wrong([](auto& o) { o.limits.connections = 1; }));
  CHECK(wrong([](auto& o) { o.deadlines.idle = o.deadlines.ping; }));
  CHECK(wrong([](auto& o) { o.deadlines.backoff_max = 1ms; }));
  CHECK(wrong([](auto& o) { o.deadlines.hello = 0s; }));
}

TEST_CASE("a node that cannot be dialed back does not come up, and its operator's peer says so") {
  auto options = quick_options("a", 1, 11);
  options.deadlines.connect = options.deadlines.hello = 100ms;
  test_node a{options};
  options = quick_options("b", 2, 12);
  options.advertise = endpoint{"127.0.0.1", 1};
  test_node b{options};
  b.wire->link(a.at);
  REQUIRE(a.sink.wait([](const seen& s) { return !s.troubles.empty(); }));
  CHECK(contains(a.sink.look().troubles[0], "cannot be dialed back"));
  CHECK(a.sink.look().ups.empty());
  CHECK(b.sink.look().ups.empty());
}

TEST_CASE("a name that means nothing is reported, and other targets are dialed") {
  test_node a{"a", 1, 11}, b{"b", 2, 12};
  a.wire->link({"name.invalid", 4700});
  a.wire->link(b.at);
  CHECK(a.sees(b));
  REQUIRE(a.sink.wait([](const seen& s) { return !s.troubles.empty(); }));
  CHECK(contains(a.sink.look().troubles[0], "name.invalid:4700"));
}

TEST_CASE("a tool asks one question and gets its answer on the same connection") {
  answering_sink sink;
  asio_transport wire{quick_options("a", 1, 11)};
  sink.wire = &wire;
  auto at = wire.start(sink);
  REQUIRE(at);
  auto answer = call({"prod", "ops", {}}, *at, admin_channel, {1, 2, 3}, 20s);
  REQUIRE(answer);
  CHECK(*answer == bytes{3, 2, 1});
  CHECK(call({"", "ops", {}}, *at, admin_channel, {1}, 20s)); // whichever cluster
  auto large = call({"prod", "ops", {}}, *at, admin_channel, bytes(client_frame_bytes_max, 5), 20s);
  REQUIRE(large);
  CHECK(large->size() == client_frame_bytes_max);
  auto foreign = call({"test", "ops", {}}, *at, admin_channel, {1}, 20s);
  REQUIRE_FALSE(foreign);
  CHECK(foreign.error().code == errc::foreign_cluster);
  auto too_large =
    call({"prod", "ops", {}}, *at, admin_channel, bytes(client_frame_bytes_max + 1), 20s);
  REQUIRE_FALSE(too_large);
  CHECK(too_large.error().code == errc::malformed);
}

TEST_CASE("a question to nobody is unreachable, one without an answer has an unknown outcome") {
  auto nobody = call({"prod", "ops", {}}, {"127.0.0.1", 1}, admin_channel, {1}, 100ms);
  REQUIRE_FALSE(nobody);
  CHECK(nobody.error().code == errc::unreachable);
  test_node silent{"a", 1, 11};
  auto unanswered = call({"prod", "ops", {}}, silent.at, admin_channel, {1}, 3s);
  REQUIRE_FALSE(unanswered);
  CHECK(unanswered.error().code == errc::outcome_unknown);
}

TEST_CASE("a client is up with its one connection, and all lanes lead to it") {
  test_node a{"a", 1, 11};
  auto options = quick_options("app", 50, 51);
  options.role = peer_role::client;
  test_node app{options};
  app.wire->link(a.at);
  REQUIRE(app.sees(a));
  REQUIRE(a.sees(app));
  CHECK(a.sink.look().ups[0].role == peer_role::client);
  std::size_t sent = 0;
  for (auto on : {lane::system, lane::bulk, lane::data}) {
    ++sent; // it asks, and is answered, one by one
    CHECK(app.send(a, on, {2}) == errc::none);
    REQUIRE(a.sink.wait([&](const seen& s) { return s.frames.size() == sent; }));
    CHECK(a.send(app, on, {1}) == errc::none);
    REQUIRE(app.sink.wait([&](const seen& s) { return s.frames.size() == sent; }));
  }
  CHECK(a.wire->counters().connections_accepted == 1);
  app.wire->stop();
  CHECK(a.sink.wait([](const seen& s) { return s.downs.size() == 1; }));
}

// SPDX-License-Identifier: BSD-3-Clause
#include <ringleader/base/codec/encoder.hpp>
#include <ringleader/base/random.hpp>
#include <ringleader/drivers/net/hello.hpp>

#include <catch2/catch.hpp>

using namespace ringleader;
using namespace ringleader::net;

namespace {

hello node_hello(const std::string& name, std::uint64_t id) {
  hello h;
  h.protocol_version = 1;
  h.cluster_name = "prod";
  h.store = store_id{id};
  h.boot = boot_id{id + 100};
  h.name = name;
  h.advertise = {"10.0.0.1", 4700};
  return h;
}

bool contains(const failure& why, const std::string& part) {
  return why.message.find(part) != std::string::npos;
}

} // namespace

TEST_CASE("a hello survives the wire, and a newer one with more fields is understood") {
  auto data = encode(node_hello("a", 1));
  auto back = read_hello(data.data(), data.size());
  REQUIRE(back);
  CHECK(back->name == "a");
  CHECK(back->advertise == endpoint{"10.0.0.1", 4700});
  CHECK_FALSE(back->linked);
  data.push_back(99); // a field of a later release
  ++data[0];
  CHECK(read_hello(data.data(), data.size()));
}

TEST_CASE("what no release would say is malformed") {
  auto wrong = [](auto change) {
    auto h = node_hello("a", 1);
    change(h);
    auto data = encode(h);
    return !read_hello(data.data(), data.size());
  };
  CHECK(wrong([](hello& h) { h.magic = 1; }));
  CHECK(wrong([](hello& h) { h.store = {}; }));
  CHECK(wrong([](hello& h) { h.boot = {}; }));
  CHECK(wrong([](hello& h) { h.role = peer_role{3}; }));
  CHECK(wrong([](hello& h) { h.on = lane{3}; }));
  CHECK(wrong([](hello& h) { h.name = ""; }));
  CHECK(wrong([](hello& h) { h.name = std::string(256, 'x'); }));
  CHECK(wrong([](hello& h) { h.advertise.port = 0; }));
  CHECK_FALSE(wrong([](hello& h) { h.role = peer_role::admin, h.advertise = {}; }));
  auto data = encode(node_hello("a", 1));
  for (std::size_t size = 0; size < data.size(); ++size) CHECK_FALSE(read_hello(data.data(), size));
}

TEST_CASE("damaged hellos are read or refused, never a crash") {
  auto good = encode(node_hello("a", 1));
  for (std::uint64_t seed = 1; seed <= 2000; ++seed) {
    random_source random{seed};
    auto data = good;
    for (auto n = 1 + random.below(8); n > 0; --n)
      data[random.below(data.size())] = static_cast<std::uint8_t>(random.next());
    if (auto h = read_hello(data.data(), data.size())) CHECK(h->magic == hello_magic);
    read_refusal(data.data(), data.size());
  }
}

TEST_CASE("two cluster ids clash, but one that has none founds or joins") {
  auto a = node_hello("a", 1), b = node_hello("b", 2);
  CHECK_FALSE(find_objection(a, b));
  a.cluster = cluster_id{7};
  CHECK_FALSE(find_objection(a, b));
  CHECK_FALSE(find_objection(b, a));
  b.cluster = cluster_id{7};
  CHECK_FALSE(find_objection(a, b));
  b.cluster = cluster_id{8};
  auto why = find_objection(a, b);
  REQUIRE(why);
  CHECK(why->code == errc::foreign_cluster);
  CHECK(contains(*why, "node 'b'"));
  CHECK(contains(*why, to_hex(cluster_id{8})));
}

TEST_CASE("another version, another cluster name or a copied store id is refused with the reason") {
  auto a = node_hello("a", 1), b = node_hello("b", 2);
  b.protocol_version = 2;
  REQUIRE(find_objection(a, b));
  CHECK(find_objection(a, b)->code == errc::refused);
  CHECK(contains(*find_objection(a, b), "protocol version 2"));
  b = node_hello("b", 2);
  b.cluster_name = "test";
  REQUIRE(find_objection(a, b));
  CHECK(find_objection(a, b)->code == errc::foreign_cluster);
  b = node_hello("b", 1);
  b.boot = boot_id{55};
  REQUIRE(find_objection(a, b));
  CHECK(contains(*find_objection(a, b), "store id"));
}

TEST_CASE("only a client or admin may leave the cluster open") {
  auto a = node_hello("a", 1), ops = node_hello("ops", 2);
  ops.cluster_name.clear();
  CHECK(find_objection(a, ops));
  ops.role = peer_role::admin;
  CHECK_FALSE(find_objection(a, ops));
  CHECK_FALSE(find_objection(ops, a));
}

TEST_CASE("a certificate grants exactly the cluster, the role and the name it carries") {
  auto a = node_hello("a", 1);
  CHECK(granting_uri("prod", peer_role::node, "a") == "ringleader:prod/node/a");
  CHECK_FALSE(find_missing_grant({"x:y", "ringleader:prod/node/a"}, "prod", a));
  for (auto* other :
       {"ringleader:prod/node/b", "ringleader:prod/client/a", "ringleader:test/node/a",
        "ringleader:prod/node/a/", "ringleader:prod/node/", "RINGLEADER:prod/node/a"}) {
    auto why = find_missing_grant({other}, "prod", a);
    REQUIRE(why);
    CHECK(why->code == errc::refused);
    CHECK(contains(*why, "ringleader:prod/node/a"));
  }
  CHECK(contains(*find_missing_grant({}, "prod", a), "none"));
}

TEST_CASE("what a stranger says reaches the operator without control characters") {
  auto data = encode(refusal{errc::none, "go\x1b[2Jaway\n"});
  auto why = read_refusal(data.data(), data.size());
  CHECK(why.code == errc::refused);
  CHECK(why.message == "go?[2Jaway?");
}

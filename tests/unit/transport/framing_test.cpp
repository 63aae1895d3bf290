// SPDX-License-Identifier: BSD-3-Clause
#include <ringleader/base/random.hpp>
#include <ringleader/drivers/net/framing.hpp>

#include <catch2/catch.hpp>

#include <cstring>

using namespace ringleader;
using namespace ringleader::net;

namespace {

struct seen_frame {
  frame_kind kind;
  bytes body;
  bool operator==(const seen_frame& other) const {
    return kind == other.kind && body == other.body;
  }
};

bytes random_bytes(random_source& random, std::size_t size) {
  bytes out(size);
  for (auto& b : out) b = static_cast<std::uint8_t>(random.next());
  return out;
}

/// Feeds `wire` in slices of random size; false as soon as the reader calls it malformed.
bool feed(frame_reader& in, const bytes& wire, random_source& random, std::size_t slice_max,
          std::vector<seen_frame>& out) {
  for (std::size_t at = 0; at < wire.size();) {
    auto [to, room] = in.space();
    REQUIRE(room > 0);
    auto n = std::min({room, wire.size() - at, 1 + random.below(slice_max)});
    std::memcpy(to, wire.data() + at, n);
    in.arrived(n);
    at += n;
    framing next;
    while ((next = in.peek()) == framing::frame) {
      out.push_back({in.kind(), bytes(in.body(), in.body() + in.body_size())});
      in.pop();
    }
    if (next == framing::malformed) return false;
  }
  return true;
}

} // namespace

TEST_CASE("frames arrive whole and in order however the network slices them") {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    random_source random{seed};
    bytes wire;
    std::vector<seen_frame> sent, got;
    for (int i = 0; i < 300; ++i) {
      auto body = random_bytes(random, random.below(random.chance(50) ? 600'000 : 300));
      if (random.chance(200)) {
        put_control(wire, frame_kind::ping);
        sent.push_back({frame_kind::ping, {}});
      }
      put_data(wire, 7, body);
      body.insert(body.begin(), 7);
      sent.push_back({frame_kind::data, body});
    }
    frame_reader in{1 << 20};
    REQUIRE(feed(in, wire, random, seed % 2 ? 100'000 : 5'000, got));
    REQUIRE(got == sent);
  }
}

TEST_CASE("a length beyond the limit is malformed before its memory is taken") {
  for (std::uint32_t length : {0u, 4097u, 65536u, 0x7fffffffu, 0xffffffffu}) {
    frame_reader in{4096};
    auto [to, room] = in.space();
    REQUIRE(room >= 4);
    for (int i = 0; i < 4; ++i) to[i] = static_cast<std::uint8_t>(length >> (8 * i));
    in.arrived(4);
    CHECK(in.peek() == framing::malformed);
  }
}

TEST_CASE("a claimed length costs no more memory than twice what really arrived") {
  frame_reader in{64 << 20};
  bytes wire(1 << 20);
  std::uint32_t claim = 60 << 20;
  for (int i = 0; i < 4; ++i)
    wire[static_cast<std::size_t>(i)] = static_cast<std::uint8_t>(claim >> (8 * i));
  wire[4] = static_cast<std::uint8_t>(frame_kind::data);
  random_source random{3};
  std::vector<seen_frame> got;
  REQUIRE(feed(in, wire, random, 10'000, got));
  CHECK(got.empty());
  CHECK(in.space().second <= 2 * wire.size());
}

TEST_CASE("an unknown kind is malformed as soon as its byte is there") {
  for (int kind : {0, 7, 255}) {
    frame_reader in{4096};
    auto [to, room] = in.space();
    REQUIRE(room >= 5);
    const std::uint8_t header[] = {9, 0, 0, 0, static_cast<std::uint8_t>(kind)};
    std::memcpy(to, header, sizeof header);
    in.arrived(sizeof header);
    CHECK(in.peek() == framing::malformed);
  }
}

TEST_CASE("random bytes are frames or malformed, never a crash and never much memory") {
  for (std::uint64_t seed = 1; seed <= 500; ++seed) {
    random_source random{seed};
    auto wire = random_bytes(random, 1 + random.below(3000));
    if (random.chance(700)) // plausible lengths reach deeper
      for (std::size_t at = 0; at + 5 < wire.size(); at += 5 + wire[at]) {
        wire[at + 1] = wire[at + 2] = wire[at + 3] = 0;
        wire[at + 4] = static_cast<std::uint8_t>(1 + wire[at + 4] % 6);
      }
    frame_reader in{4096};
    std::vector<seen_frame> got;
    bool whole = feed(in, wire, random, 64, got);
    std::size_t bytes_seen = 0;
    for (auto& f : got) bytes_seen += f.body.size() + 5;
    CHECK(bytes_seen <= wire.size());
    if (whole) CHECK(in.space().second <= 2 * 8192);
  }
}

// SPDX-License-Identifier: BSD-3-Clause
#include "raft_fixture.hpp"

#include <ringleader/base/codec/encoder.hpp>
#include <ringleader/base/hash.hpp>

#include <catch2/catch.hpp>

using namespace ringleader;
using namespace ringleader::consensus;

namespace {

/// A leader 2 of term 2 sends one snapshot to a follower that has the founding entry only.
struct receiving_server : lone_server {
  install_request piece(std::uint64_t index, std::uint64_t from, std::uint64_t size) const {
    install_request m;
    m.group = group;
    m.cluster = cluster;
    m.term = m.last_term = raft_term{2};
    m.index = log_index{index};
    m.total = whole.size();
    m.members_size = members.size();
    m.digest = stable_hash(as_view(whole));
    m.offset = from;
    auto begin = whole.begin() + static_cast<std::ptrdiff_t>(from);
    m.chunk = bytes(begin, begin + static_cast<std::ptrdiff_t>(size));
    m.round = 1;
    return m;
  }

  receiving_server() { whole.insert(whole.end(), 100, std::uint8_t{9}); }

  bytes members = encode(three_voters());
  bytes whole = members;
};

std::uint64_t offset_answered(const effects& fx) {
  auto replies = sent<install_reply>(fx, 2);
  REQUIRE(replies.size() == 1);
  return replies[0].offset;
}

} // namespace

TEST_CASE("pieces are taken in their order, and others are answered with what is lacking") {
  receiving_server server;
  CHECK(offset_answered(server.hear(2, server.piece(9, 0, 40))) == 40);
  CHECK(offset_answered(server.hear(2, server.piece(9, 0, 40))) == 40);
  CHECK(offset_answered(server.hear(2, server.piece(9, 60, 20))) == 40);
  auto fx = server.hear(2, server.piece(9, 40, server.whole.size() - 40));
  auto installed = only<install>(fx);
  REQUIRE(installed.size() == 1);
  CHECK(installed[0].state->index == log_index{9});
  CHECK(installed[0].state->data == bytes(100, 9));
  CHECK(server.machine.members() == three_voters());
  CHECK(server.machine.commit_index() == log_index{9});
  auto replies = sent<append_reply>(fx, 2);
  REQUIRE(replies.size() == 1);
  CHECK(replies[0].match_index == log_index{9});
}

TEST_CASE("the snapshot is confirmed only when it is durable") {
  receiving_server server;
  server.hear(2, server.piece(9, 0, 40));
  auto fx = server.machine.step(
    received{store_id{2}, server.piece(9, 40, server.whole.size() - 40)}, server.now);
  CHECK(sent<append_reply>(fx, 2).empty());
  auto writes = only<persist>(fx);
  REQUIRE(writes.size() == 1);
  CHECK(writes[0].snapshot->index == log_index{9});
  CHECK(writes[0].drop_head_to == log_index{9});
  CHECK(sent<append_reply>(server.feed(persisted{writes[0].id}), 2).size() == 1);
}

TEST_CASE("a snapshot that was damaged on its way begins anew") {
  receiving_server server;
  server.hear(2, server.piece(9, 0, 40));
  auto damaged = server.piece(9, 40, server.whole.size() - 40);
  damaged.chunk.back() ^= 1;
  auto fx = server.hear(2, damaged);
  CHECK(only<install>(fx).empty());
  CHECK(offset_answered(fx) == 0);
}

TEST_CASE("a snapshot whose last entry is in the log tells how far the commit is, and no more") {
  receiving_server server;
  append_request entries{group, cluster, raft_term{2}, log_index{1}, raft_term{1}, {}, {}, 0};
  entries.entries = {{log_index{2}, raft_term{2}, entry_kind::command, to_bytes("a")},
                     {log_index{3}, raft_term{2}, entry_kind::command, to_bytes("b")}};
  server.hear(2, entries);
  auto fx = server.hear(2, server.piece(2, 0, 10));
  CHECK(only<install>(fx).empty());
  REQUIRE(only<committed>(fx).size() == 1);
  CHECK(server.machine.commit_index() == log_index{2});
  CHECK(server.machine.last_index() == log_index{3});
  REQUIRE(sent<append_reply>(fx, 2).size() == 1);
  CHECK(sent<append_reply>(fx, 2)[0].match_index == log_index{2});
}

TEST_CASE("a piece that no leader can have sent is dropped, and an old leader learns the term") {
  receiving_server server;
  auto good = server.piece(9, 0, 40);
  auto check_dropped = [&](auto change) {
    auto bad = good;
    change(bad);
    CHECK(server.hear(2, bad).empty());
  };
  check_dropped([](auto& m) { m.index = {}; });
  check_dropped([](auto& m) { m.last_term = raft_term{3}; });
  check_dropped([](auto& m) { m.members_size = m.total + 1; });
  check_dropped([](auto& m) { m.offset = m.total; });
  check_dropped([](auto& m) { m.total = std::uint64_t{1} << 40; });
  auto old = good;
  old.term = {};
  old.last_term = {};
  CHECK(server.hear(2, old).empty());
  server.hear(2, good);
  old.term = old.last_term = raft_term{1};
  auto fx = server.hear(3, old);
  REQUIRE(sent<install_reply>(fx, 3).size() == 1);
  CHECK(sent<install_reply>(fx, 3)[0].term == raft_term{2});
}

TEST_CASE("a compaction that is older, or too large, changes nothing") {
  auto config = config_of_one();
  config.snapshot_bytes_max = 1024;
  config.trailing_entries = 0;
  lone_server server{config};
  server.lead();
  CHECK(only<persist>(server.feed(compact{log_index{2}, bytes(1025)})).empty());
  auto writes = only<persist>(server.feed(compact{log_index{2}, bytes(1024)}));
  REQUIRE(writes.size() == 1);
  CHECK(writes[0].drop_head_to == log_index{2});
  CHECK(server.feed(compact{log_index{1}, {}}).empty());
  CHECK(server.feed(compact{log_index{2}, {}}).empty());
  CHECK(server.machine.log().first_index() == log_index{3});
}

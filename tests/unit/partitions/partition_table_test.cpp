// SPDX-License-Identifier: BSD-3-Clause
#include <ringleader/base/codec/decoder.hpp>
#include <ringleader/base/codec/encoder.hpp>
#include <ringleader/partitions/partition_table.hpp>

#include <catch2/catch.hpp>

using namespace ringleader;

namespace {

partition_table example() {
  partition_table table;
  table.version = table_version{9};
  table.entries.resize(4);
  table.entries[1] = {partition_epoch{5}, session_id{2}, {}};
  table.entries[2] = {partition_epoch{5}, session_id{2}, {}};
  table.entries[3] = {partition_epoch{7}, session_id{3},
                      partition_move{log_index{41}, session_id{2}}};
  return table;
}

} // namespace

TEST_CASE("the partition of a key never changes between releases") {
  CHECK(partition_of("alice", 1024) == partition_id{688});
  CHECK(partition_of("bob", 1024) == partition_id{229});
  CHECK(partition_of("", 1024) == partition_id{194});
  CHECK(partition_of("account/00000000000000000042", 271) == partition_id{50});
  CHECK(partition_of("anything", 1) == partition_id{0});
}

TEST_CASE("keys spread over all partitions about evenly") {
  std::vector<std::uint32_t> keys(256);
  for (int i = 0; i < 256'000; ++i) ++keys[partition_of("key-" + std::to_string(i), 256).value];
  for (auto n : keys) {
    CHECK(n > 840); // 1000 each; five standard deviations are 158
    CHECK(n < 1160);
  }
}

TEST_CASE("a table tells who owns what and what is on its way") {
  auto table = example();
  CHECK(count(table) == 4);
  CHECK(owner(table, partition_id{1}) == session_id{2});
  CHECK_FALSE(owner(table, partition_id{0}));
  CHECK(owned_by(table, session_id{2}) ==
        std::vector<partition_id>{partition_id{1}, partition_id{2}});
  CHECK(owned_counts(table) == std::map<session_id, std::uint32_t>{
                                 {session_id{}, 1}, {session_id{2}, 2}, {session_id{3}, 1}});
  CHECK(count_moves(table) == 1);
}

TEST_CASE("a table survives the way through bytes, and every field counts for equality") {
  auto table = example();
  auto copy = decode<partition_table>(encode(table));
  REQUIRE(copy);
  CHECK(*copy == table);
  copy->entries[3].move->target = session_id{9};
  CHECK(*copy != table);
  auto newer = table;
  newer.version = table_version{10};
  CHECK(newer != table);
}

TEST_CASE("a table prints runs of equal partitions in one line") {
  CHECK(to_string(example()) == "version=9\n"
                                "0 epoch=0 owner=none\n"
                                "1-2 epoch=5 owner=2\n"
                                "3 epoch=7 owner=3 move=41->2\n");
}

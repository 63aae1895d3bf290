// SPDX-License-Identifier: BSD-3-Clause
#include "../../support/small_file_system.hpp"
#include "store_fixture.hpp"

#include <catch2/catch.hpp>

using namespace ringleader;
using Catch::Matchers::Contains;

namespace {

std::unique_ptr<lmdb_store> open(const std::string& path) {
  counting_entropy entropy;
  lmdb_store_options options{path, "bank"};
  options.journal_size = std::size_t{128} << 10;
  auto opened = lmdb_store::open(options, entropy);
  if (!opened) FAIL(to_string(opened.error()));
  return std::move(*opened);
}

} // namespace

TEST_CASE(
  "a full disk stops the writes with what to do, loses nothing, and they resume with room") {
  small_file_system disk{8};
  if (!disk.ok()) {
    WARN("skipped: " << disk.why());
    return;
  }
  auto store = open(disk / "data");
  std::uint64_t stored = 0;
  auto write_one = [&] {
    auto outcome = write_now(*store, append(stored + 1, {record(stored + 1, 1, 20'000)}));
    if (outcome) ++stored;
    return outcome;
  };
  for (int i = 0; i < 10; ++i) REQUIRE(write_one());
  disk.fill();
  result<void> outcome;
  while (outcome && stored < 1000) outcome = write_one();
  REQUIRE_FALSE(outcome);
  CHECK(outcome.error().code == errc::disk_full);
  CHECK_THAT(outcome.error().message, Contains("make room on the disk"));
  store.reset();

  // A start that finds the disk still full must not make it worse.
  store = open(disk / "data");
  CHECK(store->load()->records.size() == stored);
  store.reset();
  disk.make_room();
  store = open(disk / "data");
  REQUIRE(store->load()->records.size() == stored);
  for (int i = 0; i < 10; ++i) REQUIRE(write_one());
  store.reset();
  CHECK(open(disk / "data")->load()->records.size() == stored);
}

TEST_CASE("a snapshot that does not fit leaves the one before and the log") {
  small_file_system disk{4};
  if (!disk.ok()) {
    WARN("skipped: " << disk.why());
    return;
  }
  auto store = open(disk / "data");
  REQUIRE(write_now(*store, append(1, {record(1, 1), record(2, 1), record(3, 1)})));
  store_write small;
  small.id = ticket{2};
  small.snapshot = snapshot_at(2, 1, 10'000);
  small.drop_head_to = log_index{1};
  REQUIRE(write_now(*store, small));
  store_write large;
  large.id = ticket{3};
  large.snapshot = snapshot_at(3, 1, 5'000'000);
  large.drop_head_to = log_index{3};
  auto outcome = write_now(*store, large);
  REQUIRE_FALSE(outcome);
  CHECK(outcome.error().code == errc::disk_full);
  store.reset();
  auto state = open(disk / "data")->load();
  REQUIRE(state);
  CHECK(state->snapshot == snapshot_at(2, 1, 10'000));
  CHECK(state->records == std::vector<log_record>{record(2, 1), record(3, 1)});
}

TEST_CASE("a disk without room for a new directory refuses it and leaves none") {
  small_file_system disk{1};
  if (!disk.ok()) {
    WARN("skipped: " << disk.why());
    return;
  }
  disk.fill();
  counting_entropy entropy;
  auto opened = lmdb_store::open({disk / "data", "bank"}, entropy);
  REQUIRE_FALSE(opened);
  CHECK(opened.error().code == errc::disk_full);
  CHECK_FALSE(std::filesystem::exists(disk / "data"));
}

// SPDX-License-Identifier: BSD-3-Clause
#include "store_fixture.hpp"

#include <ringleader/drivers/memory_store.hpp>
#include <ringleader/drivers/store_format.hpp>

#include <algorithm>
#include <catch2/catch.hpp>

using namespace ringleader;

namespace {

constexpr std::size_t large = 700'000; // three pieces

struct bank_directory {
  temporary_directory home;
  lmdb_store_options options{home.str(), "bank"};
  counting_entropy entropy;

  std::unique_ptr<lmdb_store> open() {
    auto opened = lmdb_store::open(options, entropy);
    if (!opened) FAIL(to_string(opened.error()));
    return std::move(*opened);
  }

  failure refusal() {
    auto opened = lmdb_store::open(options, entropy);
    REQUIRE_FALSE(opened);
    return opened.error();
  }

  std::string file() const { return home / lmdb_store::data_file_name; }
};

store_write compaction(std::uint64_t id, std::uint64_t index, std::size_t size,
                       std::uint64_t drop_to) {
  store_write batch;
  batch.id = ticket{id};
  batch.snapshot = snapshot_at(index, 1, size);
  batch.drop_head_to = log_index{drop_to};
  return batch;
}

} // namespace

TEST_CASE(
  "a snapshot is stored with what is left of the log, and a smaller one replaces it whole") {
  bank_directory bank;
  auto store = bank.open();
  REQUIRE(write_now(*store, append(1, {record(1, 1), record(2, 1), record(3, 1), record(4, 1)})));
  REQUIRE(write_now(*store, compaction(2, 3, large, 2)));
  store.reset();
  store = bank.open();
  auto state = store->load();
  REQUIRE(state);
  CHECK(state->snapshot == snapshot_at(3, 1, large));
  CHECK(state->records == std::vector<log_record>{record(3, 1), record(4, 1)});

  REQUIRE(write_now(*store, compaction(1, 4, 10, 4)));
  REQUIRE(write_now(*store, append(2, {record(5, 1)})));
  store.reset();
  state = bank.open()->load();
  REQUIRE(state);
  CHECK(state->snapshot == snapshot_at(4, 1, 10));
  CHECK(state->records == std::vector<log_record>{record(5, 1)});
}

TEST_CASE("a snapshot from elsewhere takes the place of the whole log in one write") {
  counting_entropy entropy;
  bank_directory bank;
  std::vector<std::unique_ptr<log_store>> stores;
  stores.push_back(bank.open());
  stores.push_back(std::make_unique<memory_store>(std::make_shared<memory_disk>("bank", entropy)));
  for (auto& store : stores) {
    REQUIRE(write_now(*store, append(1, {record(1, 1), record(2, 1), record(3, 1)})));
    auto install = compaction(2, 9, 0, 9);
    install.truncate_from = log_index{2};
    install.append = {record(10, 2)};
    REQUIRE(write_now(*store, install));
    auto state = store->load();
    REQUIRE(state);
    CHECK(state->snapshot == snapshot_at(9, 1, 0));
    CHECK(state->records == std::vector<log_record>{record(10, 2)});
  }
}

TEST_CASE("a flipped byte of a snapshot is corrupt and named") {
  bank_directory bank;
  auto store = bank.open();
  REQUIRE(write_now(*store, append(1, {record(1, 1), record(2, 1)})));
  REQUIRE(write_now(*store, compaction(2, 2, large, 2)));
  store.reset();
  auto damaged = read_all(bank.file());
  bytes run(1000, 2); // the data of a snapshot at index 2
  auto at = std::search(damaged.begin(), damaged.end(), run.begin(), run.end());
  REQUIRE(at != damaged.end());
  *(at + 500) ^= 1;
  write_all(bank.file(), damaged);
  auto why = bank.refusal();
  CHECK(why.code == errc::corrupt);
  CHECK(why.message.find("snapshot") != std::string::npos);
}

TEST_CASE("pieces that are missing, and a log that does not touch its snapshot, are corrupt") {
  auto image_of = [](std::vector<stored_item> items) -> result<stored_state> {
    items.push_back(to_item(store_identity{store_id{1}, {}, "bank"}));
    items.push_back(format_item());
    store_commit commit{5, 0, 0};
    for (auto& item : items) ++commit.count, commit.sum += seal_of(as_view(item.value));
    items.push_back(to_item(commit));
    std::sort(items.begin(), items.end(),
              [](const stored_item& a, const stored_item& b) { return a.key < b.key; });
    store_image image{5};
    for (auto& item : items)
      if (auto ok = image.add(item.key, as_view(item.value)); !ok) return ok.error();
    return image.finish();
  };
  auto pieces = to_items(snapshot_at(7, 1, large));
  REQUIRE(pieces.size() == 4);
  auto with = [&](std::uint64_t index) {
    auto items = pieces;
    items.push_back(to_item(record(index, 1)));
    return items;
  };
  CHECK(image_of(pieces));
  CHECK(image_of(with(7)));
  CHECK(image_of(with(8)));
  CHECK(image_of(with(6)).error().code == errc::corrupt);
  CHECK(image_of(with(9)).error().code == errc::corrupt);
  for (std::size_t left_out = 0; left_out < pieces.size(); ++left_out) {
    auto items = pieces;
    items.erase(items.begin() + static_cast<std::ptrdiff_t>(left_out));
    CHECK(image_of(items).error().code == errc::corrupt);
  }
}

TEST_CASE("a snapshot of which only some pages reached the disk never happened") {
  bank_directory bank;
  auto store = bank.open();
  REQUIRE(write_now(*store, append(1, {record(1, 1), record(2, 1), record(3, 1)})));
  REQUIRE(write_now(*store, compaction(2, 2, large, 2)));
  auto before = store->load();
  store.reset();
  auto file = read_all(bank.file());
  store = bank.open();
  REQUIRE(write_now(*store, compaction(1, 3, large, 3)));
  store.reset();
  auto torn = read_all(bank.file());
  std::copy_n(file.begin(), 2 * 4096, torn.begin()); // LMDB writes the meta page last
  write_all(bank.file(), torn);
  auto after = bank.open()->load();
  REQUIRE(after);
  CHECK(same(*after, *before));
}

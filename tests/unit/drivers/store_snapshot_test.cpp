// SPDX-License-Identifier: BSD-3-Clause
#include "store_fixture.hpp"

#include <ringleader/drivers/store/lmdb_check.hpp>
#include <ringleader/drivers/store/lmdb_database.hpp>
#include <ringleader/drivers/store/memory_store.hpp>
#include <ringleader/drivers/store/store_image.hpp>

#include <algorithm>
#include <catch2/catch.hpp>

using namespace ringleader;

namespace {

namespace fs = std::filesystem;

constexpr std::size_t large = 700'000;    // three pieces
constexpr std::size_t larger = 3'000'000; // twelve, in three slices

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

  std::string file() const { return home / data_file_name; }
};

store_write compaction(std::uint64_t id, std::uint64_t index, std::size_t size,
                       std::uint64_t drop_to) {
  store_write batch;
  batch.id = ticket{id};
  batch.snapshot = snapshot_at(index, 1, size);
  batch.drop_head_to = log_index{drop_to};
  return batch;
}

/// Stages and waits until it is done.
result<void> stage_now(log_store& store, bytes data) {
  std::promise<result<void>> done;
  store.stage(shared_bytes::adopt(std::move(data)),
              [&](result<void> outcome) { done.set_value(outcome); });
  return done.get_future().get();
}

int count_pieces_in(const std::string& file) {
  auto check = lmdb_check::open(file);
  REQUIRE(check);
  int pieces = 0;
  REQUIRE(check->visit_newest([&](std::string_view key, std::string_view) {
    if (piece_generation(key)) ++pieces;
    return true;
  }));
  return pieces;
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
  auto whole = snapshot_at(7, 1, large);
  std::vector<stored_item> pieces{to_item(whole, 4)};
  for (std::uint32_t n = 0; n < 3; ++n) pieces.push_back(piece_of(whole.data, 4, n));
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
    auto items = with(8);
    items.erase(items.begin() + static_cast<std::ptrdiff_t>(left_out));
    CHECK(image_of(items).error().code == errc::corrupt);
  }
  // Another generation's are left over: no part of the snapshot, and no harm.
  auto items = with(8);
  for (std::uint64_t generation : {3, 5}) items.push_back(piece_of(whole.data, generation, 1));
  auto state = image_of(items);
  REQUIRE(state);
  CHECK(state->snapshot == whole);
}

TEST_CASE("a crash at any moment of a large snapshot's way to the disk leaves the one before") {
  auto staged = GENERATE(true, false);
  CAPTURE(staged);
  bank_directory bank;
  std::vector<bytes> moments; // the file before each commit
  auto store = bank.open();
  REQUIRE(write_now(*store, append(1, {record(1, 1), record(2, 1), record(3, 1)})));
  REQUIRE(write_now(*store, compaction(2, 2, larger, 2)));
  auto before = store->load();
  REQUIRE(before);
  store.reset();
  bank.options.disk_fault = [&] {
    moments.push_back(read_all(bank.file()));
    return 0;
  };
  store = bank.open();
  if (staged) REQUIRE(stage_now(*store, bytes(larger, 3)));
  REQUIRE(write_now(*store, compaction(1, 3, larger, 3)));
  store.reset();
  bank.options.disk_fault = {};
  REQUIRE(moments.size() > larger / snapshot_piece_size / lmdb_database::slice_pieces);
  for (std::size_t i = 0; i + 1 < moments.size(); ++i) {
    CAPTURE(i);
    if (i > 0) { // whatever reached the disk of a commit: LMDB writes the meta page last
      auto torn = moments[i];
      std::copy_n(moments[i - 1].begin(), 2 * 4096, torn.begin());
      put_back(bank.home.str(), torn);
      auto after = bank.open()->load();
      REQUIRE(after);
      CHECK(same(*after, *before));
    }
    put_back(bank.home.str(), moments[i]);
    auto after = bank.open()->load();
    REQUIRE(after);
    if (same(*after, *before)) continue;
    CHECK(after->snapshot == snapshot_at(3, 1, larger)); // the old one is being swept by then
    CHECK(moments.size() - i < 5);
  }
}

TEST_CASE("pieces that a crash left over are removed by the next start, and the file stays small") {
  bank_directory bank;
  bytes crashed;
  int slices = 0;
  bank.options.disk_fault = [&] {
    if (++slices == 5) crashed = read_all(bank.file());
    return 0;
  };
  auto store = bank.open();
  REQUIRE(stage_now(*store, bytes(2 * larger, 9)));
  store.reset();
  REQUIRE_FALSE(crashed.empty());
  put_back(bank.home.str(), crashed);
  CHECK(count_pieces_in(bank.file()) == 16);
  auto data = lmdb_database::open(bank.file(), 1 << 30, lmdb_database::sharing::none);
  REQUIRE(data);
  for (auto more = (*data)->work(); more && *more;) more = (*data)->work();
  CHECK(count_pieces_in(bank.file()) == 0);
}

TEST_CASE(
  "writes go on between the slices of a snapshot that is staged, whose own write is short") {
  bank_directory bank;
  std::promise<void> entered;
  std::promise<void> gate;
  auto open_gate = gate.get_future().share();
  std::atomic<int> commits{0};
  bank.options.disk_fault = [&] { // the first slice is held until writes are queued
    if (++commits == 1) {
      entered.set_value();
      open_gate.wait();
    }
    return 0;
  };
  auto store = bank.open();
  std::vector<std::string> ended; // by the store's one thread
  std::promise<void> staged;
  store->stage(bytes(larger, 3), [&](result<void> outcome) {
    ended.push_back(outcome ? "staged" : "failed");
    staged.set_value();
  });
  entered.get_future().wait();
  auto note = [&](ticket id, result<void>) { ended.push_back(to_string(id)); };
  store->write(append(1, {record(1, 1), record(2, 1), record(3, 1)}), note);
  store->write(append(2, {record(4, 1)}), note);
  gate.set_value();
  staged.get_future().wait();
  CHECK(ended == std::vector<std::string>{"1", "2", "staged"});
  auto before = commits.load();
  REQUIRE(write_now(*store, compaction(3, 3, larger, 2)));
  CHECK(commits - before == 1);
  auto state = store->load();
  REQUIRE(state);
  CHECK(state->snapshot == snapshot_at(3, 1, larger));
  // What was staged is used once; other data is stored whole.
  REQUIRE(write_now(*store, compaction(4, 4, larger, 3)));
  state = store->load();
  REQUIRE(state);
  CHECK(state->snapshot == snapshot_at(4, 1, larger));
}

TEST_CASE("a store that is closed says so to whoever staged, and a full disk fails both") {
  bank_directory bank;
  std::optional<errc> told;
  auto note = [&](result<void> outcome) { told = outcome ? errc::none : outcome.error().code; };
  auto store = bank.open();
  store->close();
  store->stage(bytes(larger, 1), note);
  CHECK_FALSE(told);
  store.reset();
  CHECK(told == errc::stopping);

  bank.options.disk_fault = [] { return ENOSPC; };
  store = bank.open();
  auto outcome = stage_now(*store, bytes(larger, 1));
  REQUIRE_FALSE(outcome);
  CHECK(outcome.error().code == errc::disk_full);
  CHECK(write_now(*store, append(1, {record(1, 1)})).error().code == errc::disk_full);
}

TEST_CASE("a directory of format 1 is read, and the first write makes it one of this release") {
  bank_directory bank;
  fs::copy_file(RINGLEADER_SOURCE_DIR "/tests/unit/drivers/former/format_1.mdb", bank.file());
  auto former = read_all(bank.file());
  stored_state expected;
  expected.identity = {store_id{1001}, cluster_id{9}, "bank"};
  expected.hard = {raft_term{1}, store_id{5}};
  expected.records = {record(3, 1), record(4, 1), record(5, 1)};
  expected.snapshot = snapshot_at(3, 1, 9000);
  auto store = bank.open();
  auto state = store->load();
  REQUIRE(state);
  CHECK(same(*state, expected));
  store.reset();
  CHECK(read_all(bank.file()) == former); // to look at it changes nothing

  store = bank.open();
  REQUIRE(write_now(*store, compaction(1, 4, 10, 3)));
  store.reset();
  auto check = lmdb_check::open(bank.file());
  REQUIRE(check);
  std::uint32_t version = 0;
  auto walked = check->visit_newest([&](std::string_view key, std::string_view value) {
    if (key == format_key()) version = *read_format(value);
    return true;
  });
  REQUIRE(walked);
  CHECK(version == store_format_version);
  state = bank.open()->load();
  REQUIRE(state);
  CHECK(state->snapshot == snapshot_at(4, 1, 10));
  CHECK(state->records == std::vector<log_record>{record(4, 1), record(5, 1)});
}

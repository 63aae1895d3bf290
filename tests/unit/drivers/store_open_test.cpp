// SPDX-License-Identifier: BSD-3-Clause
#include "store_fixture.hpp"

#include <ringleader/base/random.hpp>
#include <ringleader/drivers/store/lmdb_check.hpp>
#include <ringleader/drivers/store/lmdb_database.hpp>

#include <catch2/catch.hpp>

using namespace ringleader;
namespace fs = std::filesystem;

namespace {

counting_entropy entropy;

lmdb_store_options bank(const std::string& path) { return with_small_journal({path, "bank"}); }

/// The error of opening, which must leave the directory as it was.
failure refusal(const lmdb_store_options& options) {
  auto before = content_of(options.path);
  auto opened = lmdb_store::open(options, entropy);
  REQUIRE_FALSE(opened);
  CHECK(content_of(options.path) == before);
  CHECK(opened.error().message.find(options.path) != std::string::npos);
  return opened.error();
}

/// Overwrites, grows and shrinks, so that the file has branch, leaf, overflow and free pages.
stored_state fill(const lmdb_store_options& options) {
  auto opened = lmdb_store::open(options, entropy);
  REQUIRE(opened);
  auto& store = **opened;
  std::uint64_t id = 0;
  for (std::uint64_t index = 1; index <= 60; index += 4) {
    auto batch = append(++id, {record(index, 1, 700), record(index + 1, 1), record(index + 2, 1),
                               record(index + 3, 1, index % 3 == 0 ? 9000 : 100)});
    batch.hard = hard_state{raft_term{id}, store_id{id}};
    REQUIRE(write_now(store, batch));
  }
  auto batch = append(++id, {record(41, 2)});
  batch.truncate_from = log_index{41};
  batch.cluster = cluster_id{9};
  REQUIRE(write_now(store, batch));
  REQUIRE(write_now(store, append(++id, {record(42, 2), record(43, 2, 5000)})));
  auto state = store.load();
  REQUIRE(state);
  return *state;
}

/// Opens damaged content: an error of that kind, or else exactly what was stored.
bool refused_or_same(const lmdb_store_options& options, const stored_state& expected) {
  auto before = content_of(options.path);
  auto opened = lmdb_store::open(options, entropy);
  if (!opened) {
    auto code = opened.error().code;
    CHECK((code == errc::corrupt || code == errc::newer_format));
    CHECK(content_of(options.path) == before);
    return true;
  }
  auto state = (*opened)->load();
  return state && same(*state, expected);
}

} // namespace

TEST_CASE("a directory is held by one store at a time, within a process too") {
  temporary_directory home;
  auto first = lmdb_store::open(bank(home.str()), entropy);
  REQUIRE(first);
  (*first)->close(); // its threads are quiet, the directory is held
  CHECK(refusal(bank(home.str())).code == errc::directory_in_use);
  auto id = (*first)->lock_id();
  CHECK(id.inode != 0);
  first->reset();
  auto again = lmdb_store::open(bank(home.str()), entropy);
  REQUIRE(again);
  CHECK((*again)->lock_id() == id);
}

TEST_CASE("a directory of another cluster is refused by name and by id") {
  temporary_directory home;
  fill(bank(home.str()));
  auto options = bank(home.str());
  options.cluster = cluster_id{9};
  CHECK(lmdb_store::open(options, entropy));
  options.cluster = cluster_id{10};
  CHECK(refusal(options).code == errc::foreign_cluster);
  options = bank(home.str());
  options.cluster_name = "shop";
  CHECK(refusal(options).code == errc::foreign_cluster);
}

TEST_CASE("a directory of a newer release is refused as such") {
  temporary_directory home;
  auto file = home / data_file_name;
  REQUIRE(lmdb_database::create(file, {store_id{1}, {}, "bank"}, store_format_version + 1));
  CHECK(refusal(bank(home.str())).code == errc::newer_format);
}

TEST_CASE("a path that cannot be a data directory is an error that says why") {
  temporary_directory home;
  write_all(home / "file", to_bytes("text"));
  auto opened = lmdb_store::open(bank(home / "file"), entropy);
  REQUIRE_FALSE(opened);
  CHECK(opened.error().code == errc::io_error);
  CHECK(opened.error().message.find("is not a directory") != std::string::npos);
  CHECK(to_text(read_all(home / "file")) == "text");

  opened = lmdb_store::open(bank(home / "no/parent"), entropy);
  REQUIRE_FALSE(opened);
  CHECK(opened.error().code == errc::io_error);
  CHECK(opened.error().message.find("its parent must exist") != std::string::npos);

  CHECK(refusal(bank(home.str())).code == errc::invalid_option); // holds `file`
}

TEST_CASE("a directory that cannot be written is an io_error") {
  if (::geteuid() == 0) return; // the superuser may write everywhere
  temporary_directory home;
  fs::permissions(home.str(), fs::perms::owner_read | fs::perms::owner_exec);
  CHECK(refusal(bank(home.str())).code == errc::io_error);
  fs::permissions(home.str(), fs::perms::owner_all);
}

TEST_CASE("an interrupted formatting is done again") {
  temporary_directory home;
  write_all(home / "lock", {});
  write_all(home / "format.tmp", to_bytes("half a file"));
  REQUIRE(lmdb_store::open(bank(home.str()), entropy));
  CHECK(content_of(home.str()).size() == 6); // two lock files, the data file, its note, the journal
}

TEST_CASE("a refused directory without a lock file gets none") {
  temporary_directory home;
  write_all(home / data_file_name, {});
  CHECK(refusal(bank(home.str())).code == errc::corrupt);
  CHECK(content_of(home.str()).count("lock") == 0);
}

TEST_CASE("a data file cut off anywhere is corrupt or lacks only what nobody reads") {
  temporary_directory home;
  auto expected = fill(bank(home.str()));
  auto file = home / data_file_name;
  auto whole = read_all(file);
  for (std::size_t size = 0; size < whole.size(); size += size < 9000 ? 501 : 4096 - 1) {
    CAPTURE(size);
    write_all(file, bytes(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size)));
    CHECK(refused_or_same(bank(home.str()), expected));
    if (size < whole.size() / 2) CHECK(refusal(bank(home.str())).code == errc::corrupt);
  }
  // A torn write behind the last page is what a crash leaves: it was never acknowledged.
  auto longer = whole;
  longer.resize(longer.size() + 100, 0xff);
  write_all(file, longer);
  CHECK(lmdb_store::open(bank(home.str()), entropy));
}

TEST_CASE("a file with meta pages of zeros is corrupt") {
  temporary_directory home;
  fill(bank(home.str()));
  auto file = home / data_file_name;
  auto damaged = read_all(file);
  std::fill_n(damaged.begin() + 4096, 4096, std::uint8_t{0});
  write_all(file, damaged);
  CHECK(refusal(bank(home.str())).code == errc::corrupt);
  std::fill_n(damaged.begin(), 4096, std::uint8_t{0});
  write_all(file, damaged);
  CHECK(refusal(bank(home.str())).code == errc::corrupt);
}

TEST_CASE("a flipped byte anywhere is found or changes nothing that is read") {
  temporary_directory home;
  auto expected = fill(bank(home.str()));
  auto file = home / data_file_name;
  auto whole = read_all(file);
  auto all = content_of(home.str());
  random_source random{11};
  std::size_t refused = 0;
  std::size_t accepted = 0;
  auto flip = [&](std::size_t at, std::uint8_t mask) {
    CAPTURE(at, int{mask});
    poke(file, at, whole[at] ^ mask);
    REQUIRE(refused_or_same(bank(home.str()), expected));
    refused += lmdb_check::open(file) ? 0 : 1;
    auto opened = lmdb_store::open(bank(home.str()), entropy);
    if (opened && ++accepted % 20 == 0) { // what was accepted must be safe to go on with
      auto next = expected;
      next.records.push_back(record(next.records.back().index.value + 1, 3, 3000));
      REQUIRE(write_now(**opened, append(1, {next.records.back()})));
      opened->reset();
      REQUIRE(refused_or_same(bank(home.str()), next));
      REQUIRE(lmdb_store::open(bank(home.str()), entropy));
      put_back(home.str(), all);
    }
    poke(file, at, whole[at]);
  };
  // Every byte of both meta pages in turn, one bit and all bits.
  for (std::size_t page : {0, 1})
    for (std::size_t i = 0; i < 152; ++i)
      for (int mask : {1 << random.below(8), 0xff})
        flip(page * 4096 + i, static_cast<std::uint8_t>(mask));
  // Headers and node tables of all pages, then samples of everything.
  for (std::size_t page = 2; page < whole.size() / 4096; ++page)
    for (std::size_t i = 0; i < 32; ++i)
      flip(page * 4096 + i, static_cast<std::uint8_t>(1 << random.below(8)));
  for (int i = 0; i < 1000; ++i)
    flip(random.below(whole.size()), static_cast<std::uint8_t>(1 + random.below(255)));
  CHECK(refused > 100); // of the flips in meta pages alone
  CHECK(refused_or_same(bank(home.str()), expected));
}

TEST_CASE("a commit of which only some pages reached the disk never happened") {
  random_source random{5};
  temporary_directory home;
  auto options = bank(home.str());
  auto expected = fill(options);
  auto file = home / data_file_name;
  std::uint64_t last = expected.records.back().index.value;
  for (int round = 0; round < 60; ++round) {
    CAPTURE(round);
    auto before = read_all(file);
    auto batch = append(1, {});
    if (random.chance(300)) {
      last -= random.below(10);
      batch.truncate_from = log_index{last + 1};
    }
    for (auto n = 1 + random.below(5); n > 0; --n)
      batch.append.push_back(record(++last, 3, random.below(random.chance(200) ? 30'000 : 600)));
    auto opened = lmdb_store::open(options, entropy);
    REQUIRE(opened);
    REQUIRE(write_now(**opened, batch));
    opened->reset();
    auto after = read_all(file);

    // LMDB writes the meta page last: until then any part of the others may be on disk.
    auto torn = before;
    torn.resize(std::max(before.size(), after.size()));
    for (std::size_t at = 2 * 4096; at < after.size(); at += 512)
      if (random.chance(500)) std::copy_n(after.begin() + at, 512, torn.begin() + at);
    if (torn.size() > before.size() && random.chance(500))
      torn.resize(before.size() + random.below(torn.size() - before.size()));
    put_back(home.str(), torn);
    opened = lmdb_store::open(options, entropy);
    REQUIRE(opened);
    auto state = (*opened)->load();
    REQUIRE(state);
    REQUIRE(same(*state, expected));
    opened->reset();

    write_all(file, after);
    if (batch.truncate_from)
      while (expected.records.back().index >= *batch.truncate_from) expected.records.pop_back();
    expected.records.insert(expected.records.end(), batch.append.begin(), batch.append.end());
  }
}

TEST_CASE("a flipped byte of a live log record is corrupt and named") {
  temporary_directory home;
  auto expected = fill(bank(home.str()));
  auto file = home / data_file_name;
  auto damaged = read_all(file);
  auto data = to_bytes(expected.records.back().data); // 5000 equal bytes: on overflow pages
  auto at = std::search(damaged.begin(), damaged.end(), data.begin(), data.end());
  REQUIRE(at != damaged.end());
  *(at + 2500) ^= 4;
  write_all(file, damaged);
  auto why = refusal(bank(home.str()));
  CHECK(why.code == errc::corrupt);
  CHECK(why.message.find("log record 43") != std::string::npos);
}

TEST_CASE("the newest meta page rewritten as an older one does not bring old state back") {
  temporary_directory home;
  fill(bank(home.str()));
  auto file = home / data_file_name;
  auto check = lmdb_check::open(file);
  REQUIRE(check);
  auto newest = check->newest().transaction;
  auto damaged = read_all(file);
  // The one flip that keeps parity and distance: transaction n claims to be n - 2.
  damaged[(newest % 2) * 4096 + 144] = static_cast<std::uint8_t>(newest - 2);
  write_all(file, damaged);
  CHECK(refusal(bank(home.str())).code == errc::corrupt);
}

TEST_CASE("a meta page put back as it was before, and a whole former file, are noticed as lost") {
  temporary_directory home;
  fill(bank(home.str()));
  auto file = home / data_file_name;
  auto former = read_all(file);
  auto opened = lmdb_store::open(bank(home.str()), entropy);
  REQUIRE(opened);
  for (std::uint64_t id : {1, 2}) REQUIRE(write_now(**opened, append(id, {record(43 + id, 3)})));
  opened->reset();
  auto whole = read_all(file);
  auto newest = lmdb_check::open(file)->newest().transaction;
  auto put_back_page = whole;
  auto page = static_cast<std::ptrdiff_t>(newest % 2) * 4096;
  std::copy_n(former.begin() + page, 4096, put_back_page.begin() + page);
  for (auto& lost : {put_back_page, former}) {
    write_all(file, lost);
    REQUIRE(lmdb_check::open(file)); // LMDB would go on with it
    auto why = refusal(bank(home.str()));
    CHECK(why.code == errc::corrupt);
    CHECK(why.message.find(std::to_string(newest) + " was acknowledged") != std::string::npos);
  }
  write_all(file, whole);
  CHECK(lmdb_store::open(bank(home.str()), entropy));
}

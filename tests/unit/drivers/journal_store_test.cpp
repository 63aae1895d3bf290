// SPDX-License-Identifier: BSD-3-Clause
#include "store_fixture.hpp"
#include "store_model.hpp"

#include <ringleader/drivers/store/journal_files.hpp>
#include <ringleader/drivers/store/lmdb_check.hpp>
#include <ringleader/drivers/store/lmdb_database.hpp>

#include <catch2/catch.hpp>

using namespace ringleader;
using namespace std::chrono_literals;
using Catch::Matchers::Contains;
namespace fs = std::filesystem;

namespace {

counting_entropy entropy;

std::unique_ptr<lmdb_store> open(const lmdb_store_options& options) {
  auto opened = lmdb_store::open(options, entropy);
  if (!opened) FAIL(to_string(opened.error()));
  return std::move(*opened);
}

failure refusal(const lmdb_store_options& options) {
  auto before = content_of(options.path);
  auto opened = lmdb_store::open(options, entropy);
  REQUIRE_FALSE(opened);
  CHECK(content_of(options.path) == before);
  return opened.error();
}

marked_state data_of(const std::string& directory) {
  auto read =
    lmdb_database::read(directory + '/' + data_file_name, lmdb_database::sharing::readers);
  if (!read) FAIL(to_string(read.error()));
  return *read;
}

std::uint64_t last_of(const stored_state& state) {
  return state.records.empty() ? 0 : state.records.back().index.value;
}

} // namespace

TEST_CASE("writes are durable in the journal before the data file has them, and then in both") {
  temporary_directory home;
  auto options = with_small_journal({home.str(), "bank"});
  options.apply_delay = 1h;
  auto store = open(options);
  for (std::uint64_t i = 1; i <= 3; ++i) REQUIRE(write_now(*store, append(i, {record(i, 1)})));
  auto data = data_of(home.str());
  CHECK(last_of(data.state) == 1); // the first write of each start
  CHECK(data.mark->sequence == 1);
  CHECK(last_of(*store->load()) == 3);
  store->close();
  data = data_of(home.str());
  CHECK(last_of(data.state) == 3);
  CHECK(data.mark->sequence == 3);
  CHECK(last_of(*store->load()) == 3);
}

TEST_CASE("what waits in the journal reaches the data file after a while by itself") {
  temporary_directory home;
  auto options = with_small_journal({home.str(), "bank"});
  options.apply_delay = 1ms;
  std::promise<void> entered;
  options.apply_fault = [&, first = true]() mutable {
    if (std::exchange(first, false)) entered.set_value();
    return 0;
  };
  auto store = open(options);
  for (std::uint64_t i = 1; i <= 2; ++i) REQUIRE(write_now(*store, append(i, {record(i, 1)})));
  entered.get_future().wait();
  REQUIRE(store->load()); // answered by the same thread, after that
  CHECK(last_of(data_of(home.str()).state) == 2);
}

TEST_CASE("writes do not wait for the data file until both files of the journal are full") {
  temporary_directory home;
  auto options = with_small_journal({home.str(), "bank"});
  options.group_max = 1;
  std::promise<void> entered;
  std::promise<int> gate;
  options.apply_fault = [&] { // the second thread is held before it writes what waits
    entered.set_value();
    return gate.get_future().get();
  };
  auto store = open(options);
  std::atomic<std::uint64_t> stored{0};
  std::promise<void> full;
  constexpr std::uint64_t capacity = 1 + 2 * 31; // the first goes to the data file
  for (std::uint64_t i = 1; i <= 200; ++i)
    store->write(append(i, {record(i, 1, 400)}), [&](ticket, result<void> outcome) {
      if (outcome && ++stored == capacity) full.set_value();
    });
  entered.get_future().wait();
  full.get_future().wait();
  auto crashed = content_of(home.str()); // nothing is written any more
  temporary_directory other;
  put_back(other.str(), crashed);
  CHECK(last_of(*open(with_small_journal({other.str(), "bank"}))->load()) == capacity);
  CHECK(last_of(data_of(home.str()).state) == 1);
  gate.set_value(ENOSPC);
  store->close();
  CHECK(stored == capacity);
  store.reset();
  options.apply_fault = {};
  CHECK(last_of(*open(options)->load()) == capacity);
}

TEST_CASE("records that a snapshot drops while they wait in the journal take no room elsewhere") {
  temporary_directory home;
  lmdb_store_options options{home.str(), "bank"};
  options.map_size = std::size_t{1} << 20;
  options.apply_delay = 1h;
  auto store = open(options);
  for (std::uint64_t i = 1; i <= 40; ++i) // twice what the data file can hold
    REQUIRE(write_now(*store, append(i, {record(i, 1, 50'000)})));
  CHECK(last_of(data_of(home.str()).state) == 1);
  auto last = append(41, {record(41, 1)});
  last.snapshot = snapshot_at(39, 1, 1000);
  last.drop_head_to = log_index{39};
  REQUIRE(write_now(*store, last));
  auto state = data_of(home.str()).state;
  CHECK(state.snapshot == last.snapshot);
  CHECK(state.records == std::vector<log_record>{record(40, 1, 50'000), record(41, 1)});
}

TEST_CASE("a data file that fails fails the next write, and no acknowledged one is lost") {
  temporary_directory home;
  auto options = with_small_journal({home.str(), "bank"});
  options.apply_fault = [] { return ENOSPC; };
  auto store = open(options);
  std::uint64_t stored = 0;
  result<void> outcome;
  while (outcome && stored < 1000) {
    outcome = write_now(*store, append(stored + 1, {record(stored + 1, 1, 400)}));
    if (outcome) ++stored;
  }
  REQUIRE_FALSE(outcome);
  CHECK(outcome.error().code == errc::disk_full);
  CHECK_THAT(outcome.error().message, Contains("make room on the disk"));
  CHECK_FALSE(write_now(*store, append(stored + 2, {})));
  CHECK(last_of(*store->load()) == stored);
  CHECK(last_of(data_of(home.str()).state) == 1);
  store.reset();
  options.apply_fault = {};
  store = open(options);
  CHECK(last_of(*store->load()) == stored);
  REQUIRE(write_now(*store, append(1, {record(stored + 1, 1)})));
  CHECK(last_of(data_of(home.str()).state) == stored + 1); // the first write brings all before it
}

TEST_CASE("a write beside the journal keeps its place in the order") {
  temporary_directory home;
  auto options = with_small_journal({home.str(), "bank"});
  options.apply_delay = 1h;
  auto model = *open(options)->load();
  auto store = open(options);
  std::uint64_t id = 0;
  auto write = [&](store_write batch) {
    batch.id = ticket{++id};
    apply(model, batch);
    REQUIRE(write_now(*store, batch));
  };
  auto expect_after_crash = [&] {
    temporary_directory other;
    put_back(other.str(), content_of(home.str()));
    CHECK(same(*open(with_small_journal({other.str(), "bank"}))->load(), model));
  };
  for (std::uint64_t i = 1; i <= 6; ++i) write(append(0, {record(i, 1)}));
  CHECK(last_of(data_of(home.str()).state) == 1);
  auto large = append(0, {record(5, 2), record(6, 2, 9000)});
  large.truncate_from = log_index{5};
  write(large);
  CHECK(same(data_of(home.str()).state, model));
  expect_after_crash();
  write(append(0, {record(7, 2)}));
  store_write compaction;
  compaction.snapshot = snapshot_at(6, 2, 3000);
  compaction.drop_head_to = log_index{6};
  write(compaction);
  CHECK(same(data_of(home.str()).state, model));
  write(append(0, {record(8, 2)}));
  store_write founding;
  founding.cluster = cluster_id{9};
  write(founding);
  CHECK(same(data_of(home.str()).state, model));
  write(append(0, {record(9, 2)}));
  CHECK_FALSE(same(data_of(home.str()).state, model));
  expect_after_crash();
}

TEST_CASE("a journal serves for ever: both files turn many times") {
  temporary_directory home;
  auto options = with_small_journal({home.str(), "bank"});
  auto store = open(options);
  random_source random{2};
  for (std::uint64_t i = 1; i <= 800; ++i)
    REQUIRE(write_now(*store, append(i, {record(i, 1, random.below(3000))})));
  store->close();
  auto data = data_of(home.str());
  CHECK(data.mark->round > 50);
  CHECK(last_of(data.state) == 800);
  CHECK(fs::file_size(home / journal_file_names[0]) == options.journal_size);
}

TEST_CASE("a journal or a data file without the other is refused") {
  temporary_directory home;
  auto options = with_small_journal({home.str(), "bank"});
  for (std::uint64_t round = 0; round < 2; ++round) {
    auto store = open(options);
    auto last = last_of(*store->load());
    for (auto i = last + 1; i <= last + 3; ++i)
      REQUIRE(write_now(*store, append(i, {record(i, 1)})));
  }
  auto whole = content_of(home.str());
  fs::remove(home / journal_file_names[1]);
  auto why = refusal(options);
  CHECK(why.code == errc::corrupt);
  CHECK_THAT(why.message, Contains(home.str()) && Contains(journal_file_names[1]));

  temporary_directory other;
  auto foreign = with_small_journal({other.str(), "bank"});
  {
    auto store = open(foreign);
    for (std::uint64_t i = 1; i <= 2; ++i) REQUIRE(write_now(*store, append(i, {record(i, 1)})));
  }
  put_back(home.str(), whole);
  for (auto name : journal_file_names)
    fs::copy_file(other / name, home / name, fs::copy_options::overwrite_existing);
  CHECK(refusal(options).code == errc::foreign_cluster);

  put_back(home.str(), whole);
  fs::remove(home / data_file_name);
  CHECK(refusal(options).code == errc::invalid_option);

  // The data file as before its first write, while the journal was used.
  auto identity = data_of(other.str()).state.identity;
  fs::remove(other / data_file_name);
  forget_notes(other.str());
  REQUIRE(lmdb_database::create(other / data_file_name, identity));
  why = refusal(foreign);
  CHECK(why.code == errc::corrupt);
  CHECK_THAT(why.message, Contains("older than its journal"));
}

TEST_CASE(
  "a data file of before a write beside the journal does not fit what was journaled since") {
  temporary_directory home;
  auto options = with_small_journal({home.str(), "bank"});
  options.apply_delay = 1h;
  auto store = open(options);
  for (std::uint64_t i = 1; i <= 2; ++i) REQUIRE(write_now(*store, append(i, {record(i, 1)})));
  auto former = read_all(home / data_file_name);
  auto beside = append(3, {record(2, 2, 9000)});
  beside.truncate_from = log_index{2};
  REQUIRE(write_now(*store, beside));
  auto there = content_of(home.str());
  REQUIRE(write_now(*store, append(4, {record(3, 2)})));
  auto later = content_of(home.str());
  store.reset();
  for (auto& files : {there, later}) {
    put_back(home.str(), files);
    put_back(home.str(), former);
    if (files == there) // nothing tells that it is older
      CHECK(last_of(*open(options)->load()) == 2);
    else
      CHECK(refusal(options).code == errc::corrupt);
  }
}

TEST_CASE("a directory of format 2 gets a journal, and its mark with the first write") {
  temporary_directory home;
  auto options = with_small_journal({home.str(), "bank"});
  auto file = home / data_file_name;
  fs::copy_file(RINGLEADER_SOURCE_DIR "/tests/unit/drivers/former/format_2.mdb", file);
  auto former = read_all(file);
  stored_state expected;
  expected.identity = {store_id{1001}, cluster_id{9}, "bank"};
  expected.hard = {raft_term{1}, store_id{5}};
  expected.records = {record(3, 1), record(4, 1), record(5, 1)};
  expected.snapshot = snapshot_at(3, 1, 9000);
  for (int i = 0; i < 2; ++i) { // to look at it changes nothing but that a journal is there
    auto state = open(options)->load();
    REQUIRE(state);
    CHECK(same(*state, expected));
    CHECK(read_all(file) == former);
    CHECK(fs::exists(home / journal_file_names[1]));
  }
  auto store = open(options);
  for (std::uint64_t i = 6; i <= 8; ++i) {
    apply(expected, append(i, {record(i, 2)}));
    REQUIRE(write_now(*store, append(i, {record(i, 2)})));
  }
  auto crashed = content_of(home.str());
  store.reset();
  put_back(home.str(), crashed);
  auto version = lmdb_check::open(file);
  REQUIRE(version);
  std::uint32_t written = 0;
  REQUIRE(version->visit_newest([&](std::string_view key, std::string_view value) {
    if (key == format_key()) written = *read_format(value);
    return true;
  }));
  CHECK(written == store_format_version);
  CHECK(same(*open(options)->load(), expected));
}

TEST_CASE("a journal that cannot be made leaves the directory as it was") {
  temporary_directory home;
  auto options = with_small_journal({home.str(), "bank"});
  fs::copy_file(RINGLEADER_SOURCE_DIR "/tests/unit/drivers/former/format_2.mdb",
                home / data_file_name);
  write_all(home / "lock", {});
  fs::create_directory(home / "journal.1.tmp"); // in its way
  auto before = read_all(home / data_file_name);
  auto opened = lmdb_store::open(options, entropy);
  REQUIRE_FALSE(opened);
  CHECK(opened.error().code == errc::io_error);
  CHECK(read_all(home / data_file_name) == before);
  CHECK_FALSE(fs::exists(home / "journal.0"));
  fs::remove(home / "journal.1.tmp");
  CHECK(lmdb_store::open(options, entropy));
}

TEST_CASE("a file system that lets nothing past its cache holds a journal as well") {
  // As tmpfs until Linux 6.6.
  if (!fs::is_directory("/dev/shm")) {
    WARN("skipped: this machine has no /dev/shm");
    return;
  }
  auto home = fs::path{"/dev/shm"} / ("ringleader-journal-" + std::to_string(::getpid()));
  fs::create_directory(home);
  auto options = with_small_journal({home.string(), "bank"});
  options.apply_delay = 1h;
  {
    auto store = open(options);
    for (std::uint64_t i = 1; i <= 3; ++i) REQUIRE(write_now(*store, append(i, {record(i, 1)})));
  }
  CHECK(last_of(*open(options)->load()) == 3);
  fs::remove_all(home);
}

// SPDX-License-Identifier: BSD-3-Clause
// A journal that does not belong to its data file, or is damaged where the data file needs it.
#include "store_fixture.hpp"

#include <ringleader/drivers/store/journal.hpp>
#include <ringleader/drivers/store/journal_files.hpp>
#include <ringleader/drivers/store/journal_reader.hpp>
#include <ringleader/drivers/store/lmdb_database.hpp>
#include <ringleader/drivers/store/store_admin.hpp>
#include <ringleader/drivers/store/store_check.hpp>

#include <catch2/catch.hpp>

#include <atomic>
#include <future>

using namespace ringleader;
using namespace std::chrono_literals;

namespace {

/// Ten writes, the sixth one beside the journal: four are behind the data file's mark.
void write_ten(lmdb_store& store) {
  REQUIRE(store.load());
  for (std::uint64_t n = 1; n <= 10; ++n) {
    auto write = append(n, {record(n, 1)});
    if (n == 6) write.cluster = cluster_id{77};
    REQUIRE(write_now(store, write));
  }
}

/// As a crash leaves it.
void leave_frames(const std::string& path) {
  temporary_directory home;
  auto store = open_keeping_frames(home.str());
  write_ten(*store);
  put_back(path, content_of(home.str()));
}

std::string print(const store_report& report) { return to_string(report.last_record); }

result<stored_state> reborn(stored_state state) {
  state.identity.store = store_id{5};
  return state;
}

} // namespace

TEST_CASE("no copy is made of a journal that lost the sector before the mark") {
  temporary_directory home, shelf;
  leave_frames(home.str());
  REQUIRE(backup_store(home.str(), shelf / "whole"));
  auto whole = lmdb_database::read(shelf / "whole", lmdb_database::sharing::none);
  REQUIRE(whole);
  CHECK(whole->state.records.size() == 10);
  auto mark = check_store_file(home / data_file_name)->mark;
  REQUIRE(mark);
  REQUIRE(mark->sector > 1);
  auto file = home / journal_file_names[mark->round % 2];
  auto content = read_all(file);
  auto place = static_cast<std::ptrdiff_t>((mark->sector - 1) * journal_sector_size);
  SECTION("to a flipped bit") { content[static_cast<std::size_t>(place) + 100] ^= 1; }
  SECTION("to zeros, with all the others") {
    std::fill(content.begin() + static_cast<std::ptrdiff_t>(journal_sector_size), content.end(), 0);
  }
  write_all(file, content);
  CHECK_FALSE(verify_store(home.str(), print));
  auto copy = backup_store(home.str(), shelf / "copy");
  REQUIRE_FALSE(copy);
  CHECK(copy.error().code == errc::corrupt);
}

TEST_CASE("a used journal beside a data file from before it is refused by all") {
  temporary_directory source, home;
  open_keeping_frames(source.str());
  auto data_file = std::string{data_file_name};
  auto before = read_all(source / data_file);
  auto store = open_keeping_frames(source.str());
  write_ten(*store);
  for (auto& [name, content] : content_of(source.str()))
    if (is_journal_file(name)) write_all(home / name, content);
  write_all(home / data_file, before);
  auto journal_before = read_all(home / journal_file_names[0]);
  CHECK_FALSE(verify_store(home.str(), print));
  auto recovered = recover_store(home.str(), reborn, print);
  REQUIRE_FALSE(recovered);
  CHECK(recovered.error().code == errc::corrupt);
  CHECK(read_all(home / journal_file_names[0]) == journal_before);
}

TEST_CASE("a store is restored beside a left-over journal and starts") {
  temporary_directory home, shelf, place;
  leave_frames(home.str());
  REQUIRE(backup_store(home.str(), shelf / "copy"));
  write_all(place / journal_file_names[0], bytes(10));
  REQUIRE(restore_store(shelf / "copy", place.str(), reborn, print));
  auto state = open_keeping_frames(place.str())->load();
  REQUIRE(state);
  CHECK(state->records.size() == 10);
}

TEST_CASE("frames that do not go on from the data file are refused and never applied") {
  temporary_directory home;
  leave_frames(home.str());
  auto report = check_store_file(home / data_file_name);
  REQUIRE(report);
  auto found = read_journal(copy_journal(home.str()), report->identity.store, *report->mark,
                            journal_age::of_the_mark);
  REQUIRE(found);
  {
    auto log = journal::open(home.str(), *report->mark, *found);
    REQUIRE(log);
    (*log)->go_on_from(found->back().end);
    bytes payload;
    encode_writes({append(99, {record(500, 1)})}, payload);
    REQUIRE((*log)->append(payload));
  }
  auto store = open_keeping_frames(home.str());
  auto state = store->load();
  REQUIRE_FALSE(state);
  CHECK(state.error().code == errc::corrupt);
  store.reset();
  CHECK(check_store_file(home / data_file_name)->mark == report->mark);
}

TEST_CASE("who stages is told that the data file failed") {
  temporary_directory home;
  counting_entropy entropy;
  std::atomic<bool> fails{false};
  lmdb_store_options options{home.str(), "bank"};
  options.apply_delay = 0ms;
  options.apply_fault = [&] { return fails ? ENOSPC : 0; };
  auto store = lmdb_store::open(options, entropy);
  REQUIRE(store);
  REQUIRE((*store)->load());
  REQUIRE(write_now(**store, append(1, {record(1, 1)})));
  fails = true;
  (void)write_now(**store, append(2, {record(2, 1)}));
  std::promise<result<void>> told;
  (*store)->stage(bytes(10'000'000), [&](result<void> outcome) { told.set_value(outcome); });
  auto outcome = told.get_future().get();
  REQUIRE_FALSE(outcome);
  CHECK(outcome.error().code == errc::disk_full);
}

// SPDX-License-Identifier: BSD-3-Clause
#include "store_fixture.hpp"

#include <ringleader/drivers/store/journal_files.hpp>
#include <ringleader/drivers/store/lmdb_database.hpp>
#include <ringleader/drivers/store/store_admin.hpp>

#include <catch2/catch.hpp>
#include <csignal>
#include <sys/wait.h>

using namespace ringleader;
using namespace std::chrono_literals;
using Catch::Matchers::Contains;
namespace fs = std::filesystem;

namespace {

std::string print_last(const store_report& report) {
  return to_string(report.first_record) + ' ' + to_string(report.last_record) + ' ' +
         to_string(report.hard.term);
}

result<stored_state> reborn_plainly(stored_state from) {
  from.identity.store = store_id{77};
  from.identity.cluster = cluster_id{78};
  return from;
}

/// Records 1 to 9 under term 4, all but the first in the journal alone: as a crash leaves it.
stored_state crash(const std::string& path) {
  temporary_directory home;
  auto store = open_keeping_frames(home.str());
  for (std::uint64_t i = 1; i <= 9; ++i) {
    auto batch = append(i, {record(i, 1)});
    if (i == 6) batch.hard = hard_state{raft_term{4}, store_id{5}};
    REQUIRE(write_now(*store, batch));
  }
  put_back(path, content_of(home.str()));
  return *store->load();
}

} // namespace

TEST_CASE("verify reports on what data file and journal hold together, and changes neither") {
  temporary_directory home;
  crash(home.str());
  auto before = content_of(home.str());
  CHECK(*verify_store(home.str(), print_last) == "1 9 4");
  CHECK(content_of(home.str()) == before);
}

TEST_CASE("verify names the file of the journal and the byte that is damaged") {
  temporary_directory home;
  crash(home.str());
  auto file = home / journal_file_names[0];
  auto whole = read_all(file);
  poke(file, 1024 + 100, static_cast<std::uint8_t>(whole[1024 + 100] ^ 1));
  auto said = verify_store(home.str(), print_last);
  REQUIRE_FALSE(said);
  CHECK(said.error().code == errc::corrupt);
  CHECK_THAT(said.error().message, Contains("journal.0 at byte 1024: a wrong checksum"));
  auto refused = recover_store(home.str(), reborn_plainly, print_last);
  REQUIRE_FALSE(refused);
  CHECK(refused.error().code == errc::corrupt);
  poke(file, 1024 + 100, whole[1024 + 100]);
  fs::remove(home / journal_file_names[1]);
  said = verify_store(home.str(), print_last);
  REQUIRE_FALSE(said);
  CHECK_THAT(said.error().message, Contains("journal.1"));
}

TEST_CASE("a copy of a stopped node has what is in its journal, and is a data file alone") {
  temporary_directory home;
  temporary_directory shelf;
  auto state = crash(home.str());
  auto before = content_of(home.str());
  REQUIRE(backup_store(home.str(), shelf / "copy"));
  auto after = content_of(home.str());
  before.erase("data.mdb-lock"); // the reader is in it
  after.erase("data.mdb-lock");
  CHECK(after == before);
  auto copy = lmdb_database::read(shelf / "copy", lmdb_database::sharing::none);
  REQUIRE(copy);
  CHECK(same(copy->state, state));
  CHECK_FALSE(copy->mark);
  CHECK(content_of(shelf.str()).size() == 1);

  REQUIRE(restore_store(shelf / "copy", shelf / "fresh", reborn_plainly, print_last));
  auto store = open_keeping_frames(shelf / "fresh");
  CHECK(store->load()->records == state.records);
  REQUIRE(write_now(*store, append(1, {record(10, 5)})));
}

TEST_CASE("a copy of a running node has every write acknowledged before it began") {
  temporary_directory home;
  temporary_directory shelf;
  auto store = open_keeping_frames(home.str());
  int ends[2];
  REQUIRE(::pipe(ends) == 0);
  auto child = ::fork();
  REQUIRE(child >= 0);
  if (child == 0) { // copies whenever it is told what was acknowledged
    std::uint64_t told = 0;
    int taken = 0;
    while (::read(ends[0], &told, sizeof told) == sizeof told && told > 0) {
      auto copy = shelf / ("copy" + std::to_string(told));
      if (!backup_store(home.str(), copy)) ::_exit(1);
      auto state = lmdb_database::read(copy, lmdb_database::sharing::none);
      if (!state || state->state.records.size() < told) ::_exit(2);
      ++taken;
    }
    ::_exit(taken == 8 ? 0 : 3);
  }
  std::uint64_t last = 0;
  for (int i = 0; i < 8; ++i) {
    for (int n = 0; n < 200; ++n) {
      ++last;
      REQUIRE(write_now(*store, append(last, {record(last, 1, last % 50 == 0 ? 9000 : 300)})));
    }
    REQUIRE(::write(ends[1], &last, sizeof last) == sizeof last);
  }
  std::uint64_t end = 0;
  REQUIRE(::write(ends[1], &end, sizeof end) == sizeof end);
  int status = 0;
  while (::waitpid(child, &status, WNOHANG) == 0) { // it is written all the while
    ++last;
    REQUIRE(write_now(*store, append(last, {record(last, 1, 300)})));
  }
  CHECK(status == 0);
}

TEST_CASE("recover settles the journal first, and what is kept is whole without it") {
  temporary_directory home;
  auto state = crash(home.str());
  CHECK(*recover_store(home.str(), reborn_plainly, print_last) == "1 9 4");
  CHECK_FALSE(fs::exists(home / journal_file_names[0]));
  auto kept =
    lmdb_database::read(home / ("before-recovery-" + to_hex(state.identity.store) + ".mdb"),
                        lmdb_database::sharing::none);
  REQUIRE(kept);
  CHECK(same(kept->state, state));
  auto store = open_keeping_frames(home.str());
  CHECK(store->load()->records == state.records);
  CHECK(store->load()->identity.store == store_id{77});
  REQUIRE(write_now(*store, append(1, {record(10, 5)})));
}

TEST_CASE("a recovery that was interrupted before the old journal was gone is no obstacle") {
  temporary_directory home;
  auto state = crash(home.str());
  auto journal = content_of(home.str());
  REQUIRE(recover_store(home.str(), reborn_plainly, print_last));
  for (auto name : journal_file_names) write_all(home / name, journal.at(name));
  auto store = open_keeping_frames(home.str());
  CHECK(store->load()->records == state.records);
  REQUIRE(write_now(*store, append(1, {record(10, 5)})));
}

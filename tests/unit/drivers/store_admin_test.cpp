// SPDX-License-Identifier: BSD-3-Clause
#include "store_fixture.hpp"

#include <ringleader/drivers/store/isolated.hpp>
#include <ringleader/drivers/store/lmdb_database.hpp>
#include <ringleader/drivers/store/store_admin.hpp>

#include <catch2/catch.hpp>
#include <csignal>
#include <cstring>
#include <sys/wait.h>

using namespace ringleader;
using Catch::Matchers::Contains;
namespace fs = std::filesystem;

namespace {

counting_entropy entropy;

std::string print_last(const store_report& report) { return to_string(report.last_record); }

/// The simplest other state: another store and cluster.
result<stored_state> reborn_plainly(stored_state from) {
  from.identity.store = store_id{77};
  from.identity.cluster = cluster_id{78};
  return from;
}

std::unique_ptr<lmdb_store> open(const std::string& path) {
  auto opened = lmdb_store::open({path, "bank"}, entropy);
  if (!opened) FAIL(to_string(opened.error()));
  return std::move(*opened);
}

/// Ten records behind a snapshot of some pieces.
stored_state fill(const std::string& path) {
  auto store = open(path);
  auto first = append(1, {record(1, 1), record(2, 1)});
  first.cluster = cluster_id{9};
  REQUIRE(write_now(*store, first));
  store_write compaction;
  compaction.id = ticket{2};
  compaction.snapshot = snapshot_at(2, 1, 700'000);
  compaction.drop_head_to = log_index{2};
  REQUIRE(write_now(*store, compaction));
  for (std::uint64_t i = 3; i <= 12; ++i) REQUIRE(write_now(*store, append(i, {record(i, 1)})));
  return *store->load();
}

failure refusal(const result<std::string>& said) {
  REQUIRE_FALSE(said);
  return said.error();
}

} // namespace

TEST_CASE("what kills an isolated function is an error that names the signal") {
  CHECK(*isolated([]() -> result<std::string> { return std::string{"read"}; }) == "read");
  auto refused = isolated([]() -> result<std::string> { return {errc::disk_full, "make room"}; });
  CHECK(refused.error() == failure{errc::disk_full, "make room"});
  for (int signal : {SIGBUS, SIGSEGV, SIGABRT}) {
    auto died = isolated([&]() -> result<std::string> {
      std::signal(signal, SIG_DFL);
      std::raise(signal);
      return std::string{};
    });
    CHECK(refusal(died).code == errc::corrupt);
    CHECK_THAT(died.error().message, Contains(::strsignal(signal)));
  }
}

TEST_CASE("verify reports on a sound directory, changes nothing, and refuses one in use") {
  temporary_directory home;
  fill(home.str());
  auto before = content_of(home.str());
  CHECK(*verify_store(home.str(), print_last) == "12");
  CHECK(content_of(home.str()) == before);
  auto node = open(home.str());
  CHECK(refusal(verify_store(home.str(), print_last)).code == errc::directory_in_use);
  node.reset();
  fs::remove(home / "lock");
  CHECK(*verify_store(home.str(), print_last) == "12");
  CHECK_FALSE(fs::exists(home / "lock"));
  temporary_directory empty;
  CHECK(refusal(verify_store(empty.str(), print_last)).code == errc::not_found);
  CHECK(refusal(verify_store(home / "none", print_last)).code == errc::not_found);
}

TEST_CASE("verify names what is damaged, whatever is") {
  temporary_directory home;
  fill(home.str());
  auto file = home / data_file_name;
  auto whole = read_all(file);
  auto verdict = [&](const bytes& content) {
    write_all(file, content);
    return verify_store(home.str(), print_last);
  };
  auto cut = whole;
  cut.resize(whole.size() / 2);
  CHECK_THAT(refusal(verdict(cut)).message, Contains("cut off"));
  auto flipped = whole;
  bytes run(1000, 2); // the data of the snapshot
  auto at = std::search(flipped.begin(), flipped.end(), run.begin(), run.end());
  REQUIRE(at != flipped.end());
  *(at + 500) ^= 1;
  CHECK_THAT(refusal(verdict(flipped)).message, Contains("the snapshot has a wrong checksum"));
  auto zeroed = whole;
  std::fill_n(zeroed.begin(), 4096, std::uint8_t{0});
  CHECK_THAT(refusal(verdict(zeroed)).message, Contains("meta page 0"));
  CHECK(verdict(whole));
}

TEST_CASE("a copy is taken while the store is written, verifies, and overwrites nothing") {
  temporary_directory home;
  temporary_directory shelf;
  fill(home.str());
  auto store = open(home.str());
  // Another process reads, as in operation: LMDB's locks are those of a process.
  auto child = ::fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    bool taken = true;
    for (int i = 0; i < 10; ++i)
      taken = backup_store(home.str(), shelf / ("copy" + std::to_string(i))).ok() && taken;
    ::_exit(taken ? 0 : 1);
  }
  std::uint64_t last = 12;
  int status = 0;
  while (::waitpid(child, &status, WNOHANG) == 0) { // under load, the snapshot replaced as well
    auto batch = append(last, {record(last + 1, 2, 5000)});
    ++last;
    if (last % 8 == 0) {
      batch.snapshot = snapshot_at(last - 1, 2, 700'000);
      batch.drop_head_to = log_index{last - 1};
    }
    REQUIRE(write_now(*store, batch));
  }
  CHECK(status == 0);
  auto now = store->load();
  REQUIRE(now);
  for (int i = 0; i < 10; ++i) {
    auto copy = shelf / ("copy" + std::to_string(i));
    auto report = check_store_file(copy);
    REQUIRE(report);
    CHECK(report->is_backup);
    auto state = lmdb_database::read(copy, lmdb_database::sharing::none);
    REQUIRE(state);
    CHECK(state->state.identity.store == now->identity.store);
    for (auto& r : state->state.records)
      CHECK(r == record(r.index.value, r.index.value > 12 ? 2 : 1, r.data.size()));
  }
  CHECK(content_of(shelf.str()).size() == 10); // and nothing unfinished
  auto first = read_all(shelf / "copy0");
  auto again = refusal(backup_store(home.str(), shelf / "copy0"));
  CHECK_THAT(again.message, Contains("not overwritten"));
  CHECK(read_all(shelf / "copy0") == first);
  auto named = backup_store(home.str(), shelf.str());
  REQUIRE(named);
  CHECK_THAT(*named, Contains("-" + to_string(log_index{last}) + ".backup"));
  CHECK(refusal(backup_store(home.str(), shelf.str())).code == errc::io_error); // same name
  CHECK(refusal(backup_store(home.str(), shelf / "no/such")).code != errc::none);
}

TEST_CASE("a reader that was killed does not make the file grow for ever") {
  temporary_directory home;
  fill(home.str());
  auto store = open(home.str());
  int ends[2];
  REQUIRE(::pipe(ends) == 0);
  auto child = ::fork();
  if (child == 0) { // is in the middle of its reading when it is killed
    auto read =
      lmdb_database::read(home / data_file_name, lmdb_database::sharing::readers,
                          [&](store_id, const std::optional<journal_mark>&) -> result<void> {
                            EXPECTS(::write(ends[1], "r", 1) == 1);
                            ::pause();
                            return {};
                          });
    ::_exit(read.ok() ? 0 : 1);
  }
  char ready = 0;
  REQUIRE(::read(ends[0], &ready, 1) == 1);
  ::kill(child, SIGKILL);
  REQUIRE(::waitpid(child, nullptr, 0) == child);
  std::uint64_t last = 12;
  auto write_some = [&] {
    for (int i = 0; i < 300; ++i, ++last) {
      auto batch = append(last, {record(last + 1, 2, 3000)});
      batch.drop_head_to = log_index{last};
      batch.snapshot = snapshot_at(last, 2, 10);
      REQUIRE(write_now(*store, batch));
    }
    return fs::file_size(home / data_file_name);
  };
  auto while_dead = write_some();
  auto noticed = write_some();
  CHECK(write_some() < noticed + noticed / 4);
  CHECK(noticed < 2 * while_dead);
}

TEST_CASE("a copy is no data file for a node, and restore makes one of it in an empty directory") {
  temporary_directory home;
  temporary_directory shelf;
  auto state = fill(home.str());
  auto copy = shelf / "copy";
  REQUIRE(backup_store(home.str(), copy)); // of a stopped node
  temporary_directory other;
  fs::copy_file(copy, other / data_file_name);
  auto opened = lmdb_store::open({other.str(), "bank"}, entropy);
  REQUIRE_FALSE(opened);
  CHECK(opened.error().code == errc::refused);
  CHECK_THAT(opened.error().message, Contains("restore"));

  auto restored = restore_store(copy, shelf / "fresh", reborn_plainly, print_last);
  REQUIRE(restored);
  CHECK(*restored == "12");
  auto found = *open(shelf / "fresh")->load();
  CHECK(found.identity.store == store_id{77});
  CHECK(found.identity.cluster == cluster_id{78});
  CHECK(found.records == state.records);
  CHECK(found.snapshot == state.snapshot);
}

TEST_CASE("restore refuses a wrong source or a directory that holds something, and leaves both") {
  temporary_directory home;
  temporary_directory shelf;
  fill(home.str());
  auto copy = shelf / "copy";
  REQUIRE(backup_store(home.str(), copy));
  auto before = content_of(home.str());
  auto to = [&](const std::string& from, const std::string& directory) {
    return refusal(restore_store(from, directory, reborn_plainly, print_last));
  };
  CHECK_THAT(to(copy, home.str()).message, Contains("holds a store already"));
  CHECK(content_of(home.str()) == before);
  CHECK_THAT(to(copy, shelf.str()).message, Contains("name an empty directory"));
  CHECK_THAT(to(home / data_file_name, shelf / "fresh").message, Contains("no copy"));
  CHECK(to(shelf / "none", shelf / "fresh").code == errc::io_error);
  auto damaged = read_all(copy);
  damaged[damaged.size() / 2] ^= 1;
  write_all(copy, damaged);
  CHECK(to(copy, shelf / "fresh").code == errc::corrupt);
  CHECK_FALSE(fs::exists(shelf / "fresh"));
}

TEST_CASE("recover puts another state in place, keeps the old file, and refuses a running node") {
  temporary_directory home;
  auto state = fill(home.str());
  auto file = home / data_file_name;
  auto old = read_all(file);
  auto node = open(home.str());
  auto in_use = refusal(recover_store(home.str(), reborn_plainly, print_last));
  CHECK(in_use.code == errc::directory_in_use);
  node.reset();
  old = read_all(file);
  auto failed = refusal(recover_store(
    home.str(), [](stored_state) -> result<stored_state> { return errc::malformed; }, print_last));
  CHECK(failed.code == errc::malformed);
  CHECK(read_all(file) == old);

  CHECK(*recover_store(home.str(), reborn_plainly, print_last) == "12");
  auto found = *open(home.str())->load();
  CHECK(found.identity.store == store_id{77});
  CHECK(found.records == state.records);
  CHECK(read_all(home / ("before-recovery-" + to_hex(state.identity.store) + ".mdb")) == old);
  auto damaged = read_all(file);
  damaged[8192 + 100] ^= 1;
  damaged[12288 + 100] ^= 1;
  damaged.resize(damaged.size() / 2);
  write_all(file, damaged);
  CHECK(refusal(recover_store(home.str(), reborn_plainly, print_last)).code == errc::corrupt);
  CHECK(read_all(file) == damaged);
}

// SPDX-License-Identifier: BSD-3-Clause
// System calls that a signal interrupts, and how many syncs a write costs. The program has calls of
// its own in the place of libc's, LMDB's included.
#include "store_fixture.hpp"

#include <ringleader/drivers/store/file_io.hpp>
#include <ringleader/drivers/store/store_check.hpp>

#include <catch2/catch.hpp>

#include <cerrno>
#include <sys/syscall.h>
#include <unistd.h>

using namespace ringleader;
using namespace std::chrono_literals;

namespace {

std::atomic<int> interrupted_syncs{0}; // that are still to come
std::atomic<int> interrupted_writes{0};
std::atomic<int> syncs{0};

bool is_interrupted(std::atomic<int>& left) {
  if (left.fetch_sub(1) > 0) {
    errno = EINTR;
    return true;
  }
  ++left;
  return false;
}

} // namespace

extern "C" {

int fdatasync(int file) {
  ++syncs;
  if (is_interrupted(interrupted_syncs)) return -1;
  return static_cast<int>(::syscall(SYS_fdatasync, file));
}

int fsync(int file) {
  ++syncs;
  if (is_interrupted(interrupted_syncs)) return -1;
  return static_cast<int>(::syscall(SYS_fsync, file));
}

ssize_t pwrite(int file, const void* data, size_t size, off_t at) {
  if (is_interrupted(interrupted_writes)) return -1;
  return ::syscall(SYS_pwrite64, file, data, size, at);
}

} // extern "C"

TEST_CASE("a signal that interrupts a sync or a write ends nothing and loses nothing") {
  temporary_directory home;
  counting_entropy entropy;
  auto options = with_small_journal({home / "store", "bank"});
  options.apply_delay = 0ms;
  auto interrupt = [](int times) {
    CHECK(interrupted_syncs == 0);
    CHECK(interrupted_writes == 0);
    interrupted_syncs = times;
    interrupted_writes = times;
  };
  interrupt(2); // of formatting
  auto opened = lmdb_store::open(options, entropy);
  REQUIRE(opened);
  auto store = std::move(*opened);
  auto model = *store->load();
  for (std::uint64_t i = 1; i <= 60; ++i) {
    auto batch = append(i, {record(i, 1, i % 7 == 0 ? 9000 : 200)}); // beside the journal at times
    if (i == 40) batch.snapshot = snapshot_at(39, 1, 700'000);
    interrupt(static_cast<int>(1 + i % 3));
    apply(model, batch);
    REQUIRE(write_now(*store, batch));
    REQUIRE(store->load()); // the second thread has answered, interrupted or not
  }
  interrupt(3);
  store.reset();
  CHECK(check_store_file(options.path + '/' + data_file_name)->last_record == log_index{60});
  interrupted_writes = 0; // nothing had to be written
  opened = lmdb_store::open(options, entropy);
  REQUIRE(opened);
  CHECK(same(*(*opened)->load(), model));
  interrupted_syncs = interrupted_writes = 0;
}

TEST_CASE("a sync that fails is not asked again") {
  CHECK(sync_data(-1) == EBADF);
  CHECK(sync_file(-1) == EBADF);
  syncs = 0;
  CHECK(sync_data(-1) == EBADF);
  CHECK(syncs == 1);
}

TEST_CASE("a write in the journal costs one sync, its note none") {
  temporary_directory home;
  auto store = open_keeping_frames(home.str());
  REQUIRE(store->load());
  REQUIRE(write_now(*store, append(1, {record(1, 1)}))); // the first one of each start is LMDB's
  syncs = 0;
  for (std::uint64_t i = 2; i <= 21; ++i) REQUIRE(write_now(*store, append(i, {record(i, 1)})));
  CHECK(syncs == 20);
}

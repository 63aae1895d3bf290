// SPDX-License-Identifier: BSD-3-Clause
#include "sync_rates.hpp"

#include "../figures.hpp"
#include "../other_process.hpp"

#include <array>
#include <fcntl.h>
#include <lmdb.h>
#include <sys/stat.h>

namespace ringleader::bench {

namespace {

using payload = std::array<char, 128>;

void check(int code, const char* what) {
  if (code != 0) give_up(what);
}

sync_rate lmdb_syncs(const std::string& path, double seconds) {
  check(::mkdir(path.c_str(), 0700), "a directory for LMDB");
  MDB_env* env = nullptr;
  check(mdb_env_create(&env), "mdb_env_create");
  check(mdb_env_set_mapsize(env, std::size_t{1} << 30), "mdb_env_set_mapsize");
  check(mdb_env_open(env, path.c_str(), 0, 0600), "mdb_env_open");
  MDB_dbi table = 0;
  std::uint64_t next = 0;
  auto rate = measure_for(seconds, [&] {
    MDB_txn* txn = nullptr;
    check(mdb_txn_begin(env, nullptr, 0, &txn), "mdb_txn_begin");
    if (next == 0) check(mdb_dbi_open(txn, nullptr, MDB_INTEGERKEY, &table), "mdb_dbi_open");
    ++next;
    payload data{};
    MDB_val key{sizeof next, &next}, value{data.size(), data.data()};
    check(mdb_put(txn, table, &key, &value, MDB_APPEND), "mdb_put");
    check(mdb_txn_commit(txn), "mdb_txn_commit");
  });
  mdb_env_close(env);
  return rate;
}

} // namespace

sync_rate plain_syncs(const std::string& directory, double seconds) {
  constexpr off_t file_bytes = 1 << 20; // written before: no new blocks, no new length
  auto file = ::open((directory + "/fdatasync").c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
  if (file < 0) give_up("a file to sync");
  std::vector<char> nothing(file_bytes);
  if (::write(file, nothing.data(), nothing.size()) != file_bytes || ::fsync(file) != 0)
    give_up("a file to sync");
  off_t at = 0;
  auto rate = measure_for(seconds, [&] {
    payload data{};
    if (::pwrite(file, data.data(), data.size(), at) != static_cast<ssize_t>(data.size()) ||
        ::fdatasync(file) != 0)
      give_up("fdatasync");
    at = (at + static_cast<off_t>(data.size())) % file_bytes;
  });
  ::close(file);
  return rate;
}

sync_rate measure_for(double seconds, const std::function<void()>& sync) {
  std::vector<double> took;
  auto start = watch::now();
  while (microseconds_since(start) < seconds * 1e6) {
    auto each = watch::now();
    sync();
    took.push_back(microseconds_since(each));
  }
  return {static_cast<double>(took.size()) / microseconds_since(start) * 1e6, percentile(took, 50),
          percentile(took, 99)};
}

sync_rate mean_of_three(const std::function<sync_rate(int)>& work) {
  constexpr int processes = 3;
  int results[2];
  if (::pipe(results) != 0) give_up("pipe");
  for (int i = 0; i < processes; ++i) {
    auto child = ::fork();
    if (child < 0) give_up("fork");
    if (child > 0) continue;
    auto rate = work(i);
    std::_Exit(::write(results[1], &rate, sizeof rate) == sizeof rate ? 0 : 1);
  }
  sync_rate mean;
  for (int i = 0; i < processes; ++i) {
    int status = 0;
    sync_rate one;
    if (::wait(&status) < 0 || status != 0 || ::read(results[0], &one, sizeof one) != sizeof one)
      give_up("one of three processes");
    mean.per_second += one.per_second / processes;
    mean.p50_us += one.p50_us / processes;
    mean.p99_us += one.p99_us / processes;
  }
  ::close(results[0]);
  ::close(results[1]);
  return mean;
}

sync_rate lmdb_syncs_of_three(const std::string& prefix, double seconds) {
  return mean_of_three(
    [&](int i) { return lmdb_syncs(prefix + "-lmdb-" + std::to_string(i), seconds); });
}

} // namespace ringleader::bench

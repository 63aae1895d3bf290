// SPDX-License-Identifier: BSD-3-Clause
// What one write of the log store costs: three processes at once, as three voters on one disk, each
// with one writer of records of 300 bytes that waits for each of them, beside LMDB's own commits
// and plain syncs of the same disk.
//
//   bench_store [SECONDS]     for each figure, default 4
#include "../consensus/node_trio.hpp"
#include "../consensus/sync_rates.hpp"
#include "../figures.hpp"
#include "../other_process.hpp"

#include <ringleader/drivers/lmdb_store.hpp>
#include <ringleader/drivers/system_entropy.hpp>

#include <future>

using namespace ringleader;
using namespace ringleader::bench;

namespace {

struct store_rate {
  double per_second = 0;
  double p50_us = 0;
  double p99_us = 0;
};

bool write_one(log_store& store, std::uint64_t index) {
  store_write batch;
  batch.id = ticket{index};
  batch.append = {{log_index{index}, raft_term{1}, 0, bytes(300, 7)}};
  std::promise<bool> done;
  store.write(std::move(batch), [&](ticket, result<void> ok) { done.set_value(ok.ok()); });
  return done.get_future().get();
}

store_rate write_for(const std::string& path, double seconds) {
  system_entropy entropy;
  auto store = lmdb_store::open({path, "bench"}, entropy);
  if (!store) give_up(store.error().message.c_str());
  std::vector<double> took;
  auto start = watch::now();
  for (std::uint64_t index = 1; microseconds_since(start) < seconds * 1e6; ++index) {
    auto each = watch::now();
    if (!write_one(**store, index)) give_up("a write failed");
    took.push_back(microseconds_since(each));
  }
  auto rate = static_cast<double>(took.size()) / microseconds_since(start) * 1e6;
  return {rate, percentile(took, 50), percentile(took, 99)};
}

store_rate write_in_three(const data_place& place, double seconds) {
  constexpr int processes = 3;
  int results[2];
  if (::pipe(results) != 0) give_up("pipe");
  for (int i = 0; i < processes; ++i) {
    auto child = ::fork();
    if (child < 0) give_up("fork");
    if (child > 0) continue;
    auto rate = write_for(place / "store" + std::to_string(i), seconds);
    std::_Exit(::write(results[1], &rate, sizeof rate) == sizeof rate ? 0 : 1);
  }
  store_rate mean;
  for (int i = 0; i < processes; ++i) {
    int status = 0;
    store_rate one;
    if (::wait(&status) < 0 || status != 0 || ::read(results[0], &one, sizeof one) != sizeof one)
      give_up("a process of the store");
    mean.per_second += one.per_second / processes;
    mean.p50_us += one.p50_us / processes;
    mean.p99_us += one.p99_us / processes;
  }
  return mean;
}

} // namespace

int main(int argc, char** argv) {
  auto seconds = argc > 1 ? std::atof(argv[1]) : 4.0;
  data_place place;
  auto plain = plain_syncs(place / "", seconds);
  auto lmdb = lmdb_syncs_of_three(place / "lmdb", seconds);
  auto store = write_in_three(place, seconds);
  std::printf("store writes_per_s=%.0f p50_us=%.0f p99_us=%.0f lmdb3_per_s=%.0f lmdb3_p50_us=%.0f "
              "fsync_p50_us=%.0f\n",
              store.per_second, store.p50_us, store.p99_us, lmdb.per_second, lmdb.p50_us,
              plain.p50_us);
}

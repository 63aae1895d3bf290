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

#include <ringleader/drivers/host/system_entropy.hpp>
#include <ringleader/drivers/store/lmdb_store.hpp>

#include <future>

using namespace ringleader;
using namespace ringleader::bench;

namespace {

bool write_one(log_store& store, std::uint64_t index) {
  store_write batch;
  batch.id = ticket{index};
  batch.append = {{log_index{index}, raft_term{1}, 0, bytes(300, 7)}};
  std::promise<bool> done;
  store.write(std::move(batch), [&](ticket, result<void> ok) { done.set_value(ok.ok()); });
  return done.get_future().get();
}

sync_rate write_for(const std::string& path, double seconds) {
  system_entropy entropy;
  auto store = lmdb_store::open({path, "bench"}, entropy);
  if (!store) give_up(store.error().message.c_str());
  std::uint64_t index = 0;
  return measure_for(seconds, [&] {
    if (!write_one(**store, ++index)) give_up("a write failed");
  });
}

} // namespace

int main(int argc, char** argv) {
  auto seconds = argc > 1 ? std::atof(argv[1]) : 4.0;
  data_place place;
  auto plain = plain_syncs(place / "", seconds);
  auto lmdb = lmdb_syncs_of_three(place / "lmdb", seconds);
  auto store =
    mean_of_three([&](int i) { return write_for(place / "store" + std::to_string(i), seconds); });
  std::printf("store writes_per_s=%.0f p50_us=%.0f p99_us=%.0f lmdb3_per_s=%.0f lmdb3_p50_us=%.0f "
              "fsync_p50_us=%.0f\n",
              store.per_second, store.p50_us, store.p99_us, lmdb.per_second, lmdb.p50_us,
              plain.p50_us);
}

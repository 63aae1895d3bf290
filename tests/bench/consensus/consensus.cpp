// SPDX-License-Identifier: BSD-3-Clause
// What a commit costs: three node processes on loopback with real syncs, beside the disk's own rate
// and a three-member etcd on the same disk, in the same run. A commit is one command of the
// registry that puts 120 bytes under a key (a campaign), proposed by an actor, on a majority's
// disks, applied and answered on the proposer's node (tests/processes/program/load.hpp).
//
//   bench_consensus [SECONDS]     for each figure, default 4
//
// Exits with 1 below a floor: 10,000 commits/s at 512 in flight; 1 in flight within 5 sync times at
// p50, where a sync time is that of three processes that sync LMDB on this disk at once; 5 times
// the rate of etcd.
#include "../other_process.hpp"
#include "etcd_trio.hpp"
#include "node_trio.hpp"
#include "sync_rates.hpp"

#include <optional>
#include <vector>

using namespace ringleader;
using namespace ringleader::bench;

namespace {

constexpr std::uint32_t loads[] = {1, 16, 64, 512};
constexpr double rate_floor = 10'000;
constexpr double syncs_floor = 5;
constexpr double etcd_floor = 5;

commit_rate commit(node_trio& nodes, std::size_t at, std::uint32_t in_flight, double seconds) {
  auto run = [&](double how_long) {
    auto line =
      "load " + std::to_string(in_flight) + " " + std::to_string(static_cast<int>(how_long * 1000));
    return nodes.ask(at, line, std::chrono::seconds{60});
  };
  run(seconds / 8); // warms up
  auto said = run(seconds);
  if (figure(said, "failed") > 0) give_up(("commands failed: " + said).c_str());
  return {figure(said, "commits") / figure(said, "seconds"), figure(said, "p50_us"),
          figure(said, "p99_us")};
}

struct figures_of_disk {
  sync_rate plain;
  sync_rate lmdb;
};

sync_rate mean(const sync_rate& a, const sync_rate& b) {
  return {(a.per_second + b.per_second) / 2, (a.p50_us + b.p50_us) / 2};
}

figures_of_disk measure_disk(const data_place& place, const std::string& when, double seconds) {
  figures_of_disk disk{plain_syncs(place / "", seconds),
                       lmdb_syncs_of_three(place / when, seconds)};
  std::printf("consensus disk=%s fsync_per_s=%.0f fsync_p50_us=%.0f lmdb3_per_s=%.0f "
              "lmdb3_p50_us=%.0f\n",
              when.c_str(), disk.plain.per_second, disk.plain.p50_us, disk.lmdb.per_second,
              disk.lmdb.p50_us);
  return disk;
}

/// One load, on all that is compared, one right after the other: others may use the machine, too.
struct compared {
  std::uint32_t in_flight = 0;
  commit_rate at_leader;
  commit_rate at_follower;
  commit_rate etcd; // zero where it is not installed
};

std::vector<compared> measure_loads(const data_place& place, double seconds) {
  std::vector<compared> all;
  node_trio nodes{place, timing{}};
  std::optional<etcd_trio> peer;
  if (etcd_trio::installed()) peer.emplace(place);
  for (auto in_flight : loads) {
    compared c;
    c.in_flight = in_flight;
    auto leads = nodes.await_leader(std::chrono::seconds{30});
    c.at_leader = commit(nodes, leads, in_flight, seconds);
    if (peer) c.etcd = peer->put(in_flight, seconds);
    c.at_follower = commit(nodes, (leads + 1) % node_trio::size, in_flight, seconds);
    all.push_back(c);
  }
  return all;
}

void print(const char* what, std::uint32_t in_flight, const commit_rate& rate,
           const figures_of_disk& disk) {
  std::printf("consensus%s inflight=%u commits_per_s=%.0f p50_us=%.0f p99_us=%.0f "
              "fsync_per_s=%.0f p50_in_syncs=%.1f\n",
              what, in_flight, rate.per_second, rate.p50_us, rate.p99_us, disk.plain.per_second,
              rate.p50_us / disk.lmdb.p50_us);
}

bool holds(bool good, const char* floor) {
  if (!good) std::printf("consensus below_floor=%s\n", floor);
  return good;
}

} // namespace

int main(int argc, char** argv) {
  std::setvbuf(stdout, nullptr, _IOLBF, 0);
  auto seconds = argc > 1 ? std::stod(argv[1]) : 4.0;
  data_place place;
  // Before and after, since a disk that others use as well does not stay the same.
  auto before = measure_disk(place, "before", seconds);
  auto all = measure_loads(place, seconds);
  auto after = measure_disk(place, "after", seconds);
  figures_of_disk disk{mean(before.plain, after.plain), mean(before.lmdb, after.lmdb)};
  for (auto& c : all) print("", c.in_flight, c.at_leader, disk);
  for (auto& c : all) print(" at=follower", c.in_flight, c.at_follower, disk);
  for (auto& c : all)
    if (c.etcd.per_second > 0) print(" of=etcd", c.in_flight, c.etcd, disk);
  auto &one = all.front().at_leader, &most = all.back().at_leader;
  auto etcd = all.back().etcd.per_second;
  std::printf(etcd > 0 ? "consensus times_etcd=%.1f\n" : "consensus of=etcd not_installed\n",
              most.per_second / etcd);
  auto good = holds(most.per_second >= rate_floor, "commits_per_s");
  good = holds(one.p50_us <= syncs_floor * disk.lmdb.p50_us, "p50_in_syncs") && good;
  good = holds(most.per_second >= etcd_floor * etcd, "times_etcd") && good;
  return good ? 0 : 1;
}

// SPDX-License-Identifier: BSD-3-Clause
// What a lock costs: pairs of acquire and release on three node processes on loopback with real
// syncs, and the same on three members of etcd and of zookeeper, one service after the other on the
// same disk, in the same run.
//
//   bench_locks [SECONDS] [SERVICE...]     for each figure, default 4; of ringleader, etcd and
//                                          zookeeper, default all
//
// Exits with 1 below a floor, each against the better of those that are installed: 8 times its
// pairs at 64 clients, half its p50 at 1 client, 5 times its handovers where 16 want the same lock.
#include "../other_process.hpp"
#include "etcd_locks.hpp"
#include "our_locks.hpp"
#include "zookeeper_locks.hpp"

#include <algorithm>
#include <iterator>
#include <map>
#include <memory>
#include <set>
#include <vector>

using namespace ringleader::bench;

namespace {

constexpr double pairs_floor = 8, latency_floor = 2, handovers_floor = 5;
constexpr auto ours = "ringleader";
constexpr auto warm_up = std::chrono::milliseconds{700};
constexpr int rounds = 2; // of all services in turn, since others may use the machine as well

struct lock_load {
  std::uint32_t clients = 0;
  bool contended = false;
};

constexpr lock_load busiest{64, false};
constexpr lock_load loads[] = {{1, false}, {16, false}, busiest, {16, true}};

struct lock_figures {
  std::vector<double> took_us;
  double seconds = 0;

  double per_second() const { return static_cast<double>(took_us.size()) / seconds; }
  double p50_us() const { return percentile(took_us, 50); }
};

/// Where the clients are: spread over all members; a single one at each member for a while.
std::vector<std::array<std::uint32_t, lock_members>> spreads(std::uint32_t clients) {
  if (clients == 1) return {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}};
  std::array<std::uint32_t, lock_members> spread{};
  for (std::uint32_t i = 0; i < clients; ++i) ++spread.at(i % lock_members);
  return {spread};
}

void measure(lock_service& service, const lock_load& load, double seconds, lock_figures& into) {
  static std::uint32_t windows = 0;
  auto all = spreads(load.clients);
  std::chrono::duration<double> each{seconds / rounds / static_cast<double>(all.size())};
  for (auto& clients : all) {
    lock_window what{clients, load.contended, watch::now() + warm_up, {}, ++windows};
    what.end = what.begin + std::chrono::duration_cast<watch::duration>(each);
    auto took = service.run(what);
    into.took_us.insert(into.took_us.end(), took.begin(), took.end());
    into.seconds += each.count();
  }
  if (into.took_us.empty()) give_up("a service granted nothing");
}

using by_service = std::map<std::string, lock_figures>;

/// Null if it is not there, and why.
std::unique_ptr<lock_service> start(const std::string& name, const data_place& place,
                                    std::string& why) {
  if (name == ours) return std::make_unique<our_locks>(place);
  if (name == "zookeeper") return start_zookeeper_locks(place, why);
  if (etcd_trio::installed()) return std::make_unique<etcd_locks>(place);
  why = "not_installed";
  return nullptr;
}

/// All loads on one service, which nothing else runs beside: what others do at rest, a collection
/// of garbage or of old versions, is no part of its figures. False: it is not there.
bool measure(const std::string& name, double seconds, std::vector<by_service>& into) {
  data_place place;
  std::string why;
  auto service = start(name, place, why);
  if (!service) {
    std::printf("locks of=%s %s\n", name.c_str(), why.c_str());
    return false;
  }
  lock_figures unused; // a JVM compiles what it has run often
  measure(*service, busiest, seconds, unused);
  for (std::size_t i = 0; i < into.size(); ++i) measure(*service, loads[i], seconds, into[i][name]);
  return true;
}

void print(const lock_load& load, const by_service& all) {
  for (auto& [name, f] : all)
    std::printf("locks%s clients=%u contended=%d pairs_per_s=%.0f p50_us=%.0f p99_us=%.0f\n",
                name == ours ? "" : (" of=" + name).c_str(), load.clients, load.contended ? 1 : 0,
                f.per_second(), f.p50_us(), percentile(f.took_us, 99));
}

/// How many times the better of the others; large is good.
double times_better(const by_service& all, const lock_load& load) {
  auto is_latency = load.clients == 1;
  auto value = [&](const lock_figures& f) { return is_latency ? 1 / f.p50_us() : f.per_second(); };
  double best = 0;
  for (auto& [name, f] : all)
    if (name != ours) best = std::max(best, value(f));
  return value(all.at(ours)) / best;
}

double floor_of(const lock_load& load) {
  if (load.contended) return handovers_floor;
  return load.clients == 1 ? latency_floor : load.clients == 64 ? pairs_floor : 0;
}

} // namespace

int main(int argc, char** argv) {
  std::setvbuf(stdout, nullptr, _IOLBF, 0);
  auto seconds = argc > 1 ? std::stod(argv[1]) : 4.0;
  std::set<std::string> wanted{argv + std::min(argc, 2), argv + argc};
  std::vector<std::string> services;
  for (auto name : {ours, "etcd", "zookeeper"})
    if (wanted.empty() || wanted.count(name) != 0) services.emplace_back(name);
  std::vector<by_service> figures(std::size(loads));
  for (int i = 0; i < rounds; ++i)
    services.erase(
      std::remove_if(services.begin(), services.end(),
                     [&](const std::string& name) { return !measure(name, seconds, figures); }),
      services.end());
  auto good = true;
  for (std::size_t i = 0; i < figures.size(); ++i) {
    auto& all = figures[i];
    auto& load = loads[i];
    print(load, all);
    if (all.count(ours) == 0 || all.size() == 1) continue;
    auto times = times_better(all, load);
    std::printf("locks clients=%u contended=%d %s=%.1f\n", load.clients, load.contended ? 1 : 0,
                load.clients == 1 ? "times_shorter_p50" : "times_pairs", times);
    if (times < floor_of(load)) {
      std::printf("locks below_floor clients=%u contended=%d\n", load.clients, load.contended);
      good = false;
    }
  }
  return good ? 0 : 1;
}

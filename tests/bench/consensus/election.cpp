// SPDX-License-Identifier: BSD-3-Clause
// How long a cluster of three goes without a commit: its control leader is killed (kill -9) and
// restarted again and again, and then moved on purpose. Times run from the kill, or from the
// request to move, to the answer of the next command that another node proposes.
//
//   bench_election [KILLS] [TRANSFERS]     default 200 and 200
//
// Exits with 1 above a goal: p99 of the kills within 4.5 election timeouts, p99 of the transfers
// within 50 ms.
#include "../figures.hpp"
#include "../other_process.hpp"
#include "node_trio.hpp"

#include <thread>

using namespace ringleader;
using namespace ringleader::bench;
using namespace std::chrono_literals;

namespace {

constexpr double kill_goal_timeouts = 4.5;
constexpr double transfer_goal_ms = 50;

double milliseconds_since(watch::time_point start) { return microseconds_since(start) / 1000; }

/// One command, proposed on that node, until it is answered.
bool commit(node_trio& nodes, std::size_t at) {
  return figure(nodes.ask(at, "load 1 0", 30s), "failed") == 0;
}

/// A restarted voter is silent for 2T + m: the next kill would find a cluster of two.
void settle(const timing& times) {
  std::this_thread::sleep_for(2 * times.election_timeout + 200ms);
}

std::vector<double> kill_leaders(node_trio& nodes, const timing& times, int kills) {
  std::vector<double> took;
  for (int i = 0; i < kills; ++i) {
    auto victim = nodes.await_leader(30s);
    settle(times);
    auto witness = (victim + 1 + static_cast<std::size_t>(i) % 2) % node_trio::size;
    commit(nodes, witness);
    auto start = watch::now();
    nodes.process(victim).kill_now();
    while (!commit(nodes, witness)) {}
    took.push_back(milliseconds_since(start));
    nodes.start(victim);
  }
  return took;
}

std::vector<double> move_leaders(node_trio& nodes, const timing& times, int transfers) {
  std::vector<double> took;
  for (int i = 0; i < transfers; ++i) {
    auto from = nodes.await_leader(30s);
    if (i == 0) settle(times);
    auto to = (from + 1) % node_trio::size;
    commit(nodes, to);
    auto start = watch::now();
    nodes.tell(from, "transfer-leadership " + nodes.name(to));
    while (!commit(nodes, to)) {}
    took.push_back(milliseconds_since(start));
    if (nodes.await_leader(30s) != to) give_up("the leadership did not move");
  }
  return took;
}

void print(const char* what, const std::vector<double>& took, const timing& times) {
  auto timeout_ms = std::chrono::duration<double, std::milli>(times.election_timeout).count();
  auto p99 = percentile(took, 99);
  std::printf("election %s=%zu T_ms=%.0f p50_ms=%.1f p99_ms=%.1f max_ms=%.1f p99_in_T=%.2f\n", what,
              took.size(), timeout_ms, percentile(took, 50), p99, percentile(took, 100),
              p99 / timeout_ms);
}

} // namespace

int main(int argc, char** argv) {
  std::setvbuf(stdout, nullptr, _IOLBF, 0);
  auto kills = argc > 1 ? std::stoi(argv[1]) : 200;
  auto transfers = argc > 2 ? std::stoi(argv[2]) : 200;
  data_place place;
  timing times;
  node_trio nodes{place, times};
  auto killed = kill_leaders(nodes, times, kills);
  print("kills", killed, times);
  auto moved = move_leaders(nodes, times, transfers);
  print("transfers", moved, times);
  auto goal_ms =
    kill_goal_timeouts * std::chrono::duration<double, std::milli>(times.election_timeout).count();
  auto good = percentile(killed, 99) <= goal_ms && percentile(moved, 99) <= transfer_goal_ms;
  if (!good) std::printf("election above_goal\n");
  return good ? 0 : 1;
}

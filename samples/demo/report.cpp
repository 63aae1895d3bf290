// SPDX-License-Identifier: BSD-3-Clause
#include "report.hpp"

#include <algorithm>
#include <cstdio>
#include <numeric>

namespace demo {

namespace {

void print_top(const text& words, const std::vector<final_count>& counts) {
  std::vector<std::uint32_t> order(words.distinct());
  std::iota(order.begin(), order.end(), 0U);
  auto n = std::min<std::size_t>(10, order.size());
  std::partial_sort(order.begin(), order.begin() + static_cast<std::ptrdiff_t>(n), order.end(),
                    [&](auto a, auto b) { return counts[a].count > counts[b].count; });
  std::printf("top %zu in the cluster\n", n);
  for (std::size_t i = 0; i < n; ++i)
    std::printf("  %-24s%12llu\n", words.word(order[i]).c_str(),
                static_cast<unsigned long long>(counts[order[i]].count));
}

void print_speed(const cluster& nodes, const story& told, double rate) {
  auto before =
    static_cast<double>(told.fed_before_kill()) / std::max(0.001, told.seconds_to_kill());
  std::printf("words per second          %12.0f    %.0f before the kill\n", rate, before);
  std::printf("words counted on\n");
  for (std::size_t i = 0; i < node_count; ++i)
    std::printf("  %-24s%12zu%s\n", nodes.name(i).c_str(), told.fed().applied_by()[i],
                i == told.dead() ? "    killed half way, restarted" : "");
  if (!nodes.last_report().empty())
    std::printf("last report of the singleton\n  %s\n", nodes.last_report().c_str());
}

void print_losses(const cluster& nodes, const story& told, const findings& found) {
  std::printf("acked %zu, lost %zu, doubled %zu, unknown %zu\n", told.fed().acked(), found.lost,
              found.doubled, told.fed().unknown());
  std::printf(
    "  lost: counts are kept in memory in this stage, so those of %s ended with it (%zu),\n"
    "  and those of partitions that were given to another owner stayed behind (%zu)\n",
    nodes.name(told.dead()).c_str(), found.lost_with_the_dead,
    found.lost - found.lost_with_the_dead - found.unrecorded);
  std::printf(
    "  unknown: on their way to or through %s when it was killed; %zu of them were applied\n",
    nodes.name(told.dead()).c_str(), found.unknown_applied);
  if (found.unrecorded > 0)
    std::printf("  WRONG: %zu were acked and are in no ledger\n", found.unrecorded);
  if (found.miscounted > 0)
    std::printf("  WRONG: the counts of %zu words differ from their ledgers\n", found.miscounted);
}

} // namespace

bool print_report(const text& words, const cluster& nodes, const story& told,
                  const findings& found) {
  auto& fed = told.fed();
  auto times = fed.failovers();
  std::sort(times.begin(), times.end());
  auto timed = !times.empty() && fed.failed_over();
  auto p50 = times.empty() ? -1L : static_cast<long>(times[times.size() / 2].count());
  auto worst = times.empty() ? -1L : static_cast<long>(times.back().count());
  auto rate = static_cast<double>(words.size()) / std::max(0.001, told.seconds_fed());
  std::printf("\n");
  print_speed(nodes, told, rate);
  print_top(words, told.asked().counts());
  std::printf(
    "from the kill to the first reply on a partition of %s\n"
    "  median %ld ms, worst %ld ms, on %zu of its %zu partitions (%zu had no word to ask)\n",
    nodes.name(told.dead()).c_str(), p50, worst, times.size(), told.dead_partitions(),
    told.dead_partitions() - std::min(told.dead_partitions(), times.size()));
  print_losses(nodes, told, found);
  std::printf("demo words=%zu distinct=%zu words_per_s=%.0f acked=%zu lost=%zu doubled=%zu "
              "unknown=%zu failover_p50_ms=%ld failover_max_ms=%ld\n",
              words.size(), words.distinct(), rate, fed.acked(), found.lost, found.doubled,
              fed.unknown(), p50, worst);
  std::fflush(stdout);
  return fed.done() && timed && found.doubled == 0 && found.unrecorded == 0 &&
         found.miscounted == 0;
}

} // namespace demo

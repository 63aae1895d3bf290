// SPDX-License-Identifier: BSD-3-Clause
#include <ringleader/base/expects.hpp>
#include <ringleader/partitions/migration_report.hpp>

#include <algorithm>
#include <cstdio>

namespace ringleader {

namespace {

constexpr key_amount whole_ring = key_amount{1} << 64;

std::string owner_or_none(const consistent_hash& ring, std::uint64_t position) {
  return ring.empty() ? std::string{} : ring.owner(position);
}

void count_arc(migration_report& report, const std::string& from, const std::string& to,
               key_amount length) {
  report.total += length;
  auto& giver = report.nodes[from];
  auto& taker = report.nodes[to];
  giver.before += length;
  taker.after += length;
  if (from == to) return;
  report.moved += length;
  giver.lost += length;
  taker.gained += length;
}

// Weight of each node in units of the ring: whole_ring * weight / total, rounded down.
std::map<std::string, key_amount> shares_of(const consistent_hash& ring) {
  std::uint64_t total = 0;
  for (const auto& [name, weight] : ring.weights()) total += weight;
  std::map<std::string, key_amount> shares;
  if (total == 0) return {{std::string{}, whole_ring}};
  for (const auto& [name, weight] : ring.weights()) shares[name] = whole_ring * weight / total;
  return shares;
}

key_amount growth(const std::map<std::string, key_amount>& before,
                  const std::map<std::string, key_amount>& after) {
  key_amount sum = 0;
  for (const auto& [name, share] : after) {
    auto found = before.find(name);
    auto had = found == before.end() ? key_amount{0} : found->second;
    if (share > had) sum += share - had;
  }
  return sum;
}

std::string decimal(key_amount part, key_amount total) {
  auto ratio = total == 0 ? 0.0L : static_cast<long double>(part) / static_cast<long double>(total);
  char text[32];
  std::snprintf(text, sizeof text, "%.4Lg", ratio);
  return text;
}

} // namespace

migration_report compare(const consistent_hash& before, const consistent_hash& after) {
  migration_report report;
  std::vector<std::uint64_t> ends;
  for (auto* ring : {&before, &after})
    for (const auto& v : ring->ring()) ends.push_back(v.position);
  std::sort(ends.begin(), ends.end());
  ends.erase(std::unique(ends.begin(), ends.end()), ends.end());
  auto survives = [&](const std::string& name) {
    return before.weights().count(name) != 0 && after.weights().count(name) != 0;
  };
  for (std::size_t i = 0; i < ends.size(); ++i) {
    // Every key of the arc that ends here has the same owner; the first arc comes around the end.
    auto length =
      i == 0 ? whole_ring - ends.back() + ends.front() : key_amount{ends[i] - ends[i - 1]};
    auto from = owner_or_none(before, ends[i]);
    auto to = owner_or_none(after, ends[i]);
    count_arc(report, from, to, length);
    if (from != to && survives(from) && survives(to)) report.between_survivors += length;
  }
  if (report.total != 0) report.ideal = growth(shares_of(before), shares_of(after));
  return report;
}

migration_report compare(const std::vector<std::string>& before,
                         const std::vector<std::string>& after) {
  EXPECTS(before.size() == after.size());
  migration_report report;
  for (std::size_t i = 0; i < before.size(); ++i) count_arc(report, before[i], after[i], 1);
  for (const auto& [name, node] : report.nodes)
    if (node.after > node.before) report.ideal += node.after - node.before;
  auto survives = [&](const std::string& name) {
    const auto& node = report.nodes[name];
    return !name.empty() && node.before != 0 && node.after != 0;
  };
  for (std::size_t i = 0; i < before.size(); ++i)
    if (before[i] != after[i] && survives(before[i]) && survives(after[i]))
      ++report.between_survivors;
  return report;
}

std::string to_string(const migration_report& report) {
  auto text = "moved=" + decimal(report.moved, report.total) +
              " ideal=" + decimal(report.ideal, report.total) +
              " between_survivors=" + decimal(report.between_survivors, report.total) + "\n";
  for (const auto& [name, node] : report.nodes)
    text += (name.empty() ? std::string{"(none)"} : name) +
            ": before=" + decimal(node.before, report.total) +
            " after=" + decimal(node.after, report.total) +
            " gained=" + decimal(node.gained, report.total) +
            " lost=" + decimal(node.lost, report.total) + "\n";
  return text;
}

} // namespace ringleader

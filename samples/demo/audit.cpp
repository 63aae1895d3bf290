// SPDX-License-Identifier: BSD-3-Clause
#include "audit.hpp"

#include "ledger.hpp"

#include <fstream>

namespace demo {

namespace {

struct entry {
  std::uint32_t times = 0;
  bool survives = false;
  bool by_the_dead = false;
};

} // namespace

findings audit(const text& words, const feed& fed, const std::vector<std::string>& ledgers,
               std::size_t dead, const std::vector<final_count>& counts) {
  std::vector<entry> entries(words.size());
  std::vector<std::uint64_t> recorded(words.distinct());
  for (std::size_t node = 0; node < ledgers.size(); ++node) {
    std::ifstream in{ledgers[node], std::ios::binary};
    wordcount::ledger_record record;
    while (in.read(reinterpret_cast<char*>(&record), sizeof record)) {
      if (record.id == 0 || record.id > words.size()) continue;
      auto number = words.number_at(record.id - 1);
      auto& found = entries[record.id - 1];
      ++found.times;
      found.by_the_dead = found.by_the_dead || node == dead;
      auto& last = counts[number];
      if (record.epoch != last.epoch || record.number != last.number) continue;
      found.survives = true;
      ++recorded[number];
    }
  }
  findings all;
  for (std::size_t i = 0; i < entries.size(); ++i) {
    auto& found = entries[i];
    if (found.times > 1) ++all.doubled;
    if (!fed.was_acked(i)) {
      if (found.times > 0) ++all.unknown_applied;
    } else if (found.times == 0) {
      ++all.unrecorded;
      ++all.lost;
    } else if (!found.survives) {
      ++all.lost;
      if (found.by_the_dead) ++all.lost_with_the_dead;
    }
  }
  for (std::size_t w = 0; w < recorded.size(); ++w)
    if (recorded[w] != counts[w].count) ++all.miscounted;
  return all;
}

} // namespace demo

// SPDX-License-Identifier: BSD-3-Clause
#include "feed.hpp"

#include <cstdlib>

namespace demo {

namespace {

constexpr std::size_t window_max = 2048;   // half of what a node takes, so that probes get through
constexpr std::size_t lines_in_a_row = 64; // to one node, before the next one gets some
constexpr auto nowhere = static_cast<std::uint32_t>(-1);
constexpr auto nobody = static_cast<std::size_t>(-1);

} // namespace

feed::feed(const text& words, cluster& nodes)
  : words_(words), nodes_(nodes), fates_(words.size(), fate::unsent), via_(words.size()),
    partition_of_(words.distinct(), nowhere) {}

void feed::send(std::size_t node, std::size_t i) {
  fates_[i] = fate::sent;
  via_[i] = static_cast<std::uint8_t>(node);
  ++unanswered_[node];
  nodes_.process(node).send(std::to_string(i + 1) + " " + words_.word(words_.number_at(i)));
}

void feed::offer() {
  for (auto some = true; some;) {
    some = false;
    for (std::size_t node = 0; node < node_count; ++node) {
      if (!nodes_.up(node)) continue;
      for (std::size_t n = 0; n < lines_in_a_row && unanswered_[node] < window_max; ++n) {
        while (next_ < fates_.size() && fates_[next_] != fate::unsent) ++next_;
        if (next_ == fates_.size()) return;
        send(node, next_);
        some = true;
      }
    }
  }
}

void feed::take(std::size_t node, const std::string& line) {
  if (line.size() < 3) return;
  auto i = std::strtoull(line.c_str() + 2, nullptr, 10) - 1;
  if (i >= fates_.size() || fates_[i] != fate::sent) return;
  --unanswered_[node];
  if (line[0] == 'a') return acknowledge(line);
  fates_[i] = fate::unknown;
  ++unknown_;
  // A node may notice the death of another only when it has sent it something.
  auto asked = waiting_.find(partition_of_[words_.number_at(i)]);
  if (asked == waiting_.end() || asked->second != i) return;
  asked->second = nobody;
  send_out_of_turn();
}

void feed::acknowledge(const std::string& line) {
  char* rest = nullptr;
  auto id = std::strtoull(line.c_str() + 2, &rest, 10);
  auto partition = static_cast<std::uint32_t>(std::strtoul(rest, &rest, 10));
  std::string name{*rest == ' ' ? rest + 1 : rest};
  fates_[id - 1] = fate::acked;
  ++acked_;
  auto owner = nodes_.node_of(name);
  if (owner == node_count) return;
  ++applied_by_[owner];
  served_by_[partition] = owner;
  partition_of_[words_.number_at(id - 1)] = partition;
  if (owner == dead_ || waiting_.erase(partition) == 0) return;
  failovers_.push_back(std::chrono::duration_cast<std::chrono::milliseconds>(
    std::chrono::steady_clock::now() - killed_));
}

void feed::lose(std::size_t node, moment killed) {
  dead_ = node;
  killed_ = killed;
  for (std::size_t i = 0; i < fates_.size(); ++i) {
    if (fates_[i] != fate::sent || via_[i] != node) continue;
    fates_[i] = fate::unknown;
    ++unknown_;
  }
  unanswered_[node] = 0;
  for (auto& [partition, owner] : served_by_)
    if (owner == node) waiting_.emplace(partition, nobody);
  send_out_of_turn();
}

void feed::send_out_of_turn() {
  std::size_t node = 0;
  std::size_t left = 0;
  for (auto& [partition, asker] : waiting_)
    if (asker == nobody) ++left;
  for (auto i = next_; i < fates_.size() && left > 0; ++i) {
    auto found = waiting_.find(partition_of_[words_.number_at(i)]);
    if (found == waiting_.end() || found->second != nobody || fates_[i] != fate::unsent) continue;
    do node = (node + 1) % node_count;
    while (!nodes_.up(node));
    send(node, i);
    found->second = i;
    --left;
  }
  // A partition of which the rest of the text has no word cannot be timed.
  for (auto it = waiting_.begin(); it != waiting_.end();)
    it = it->second == nobody ? waiting_.erase(it) : std::next(it);
}

} // namespace demo

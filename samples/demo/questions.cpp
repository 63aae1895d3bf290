// SPDX-License-Identifier: BSD-3-Clause
#include "questions.hpp"

#include <sstream>

namespace demo {

namespace {

constexpr std::size_t window_max = 1024;

} // namespace

questions::questions(const text& words, cluster& nodes)
  : words_(words), nodes_(nodes), counts_(words.distinct()), left_(words.distinct()) {}

void questions::offer() {
  for (std::size_t node = 0; node < node_count; ++node)
    while (nodes_.up(node) && unanswered_[node] < window_max && next_ < counts_.size()) {
      auto& word = words_.word(next_);
      asked_.emplace(word, next_++);
      ++unanswered_[node];
      nodes_.process(node).send("? " + word);
    }
}

void questions::take(std::size_t node, const std::string& line) {
  std::istringstream fields{line};
  std::string kind;
  std::string word;
  final_count now;
  fields >> kind >> word >> now.count >> now.epoch >> now.number;
  auto found = asked_.find(word);
  if (kind != "c" || found == asked_.end()) return;
  counts_[found->second] = now;
  asked_.erase(found);
  --unanswered_[node];
  --left_;
}

} // namespace demo

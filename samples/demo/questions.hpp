// SPDX-License-Identifier: BSD-3-Clause
/// questions: asks the cluster for the count of every distinct word, through all nodes at once.
/// Reading changes nothing; the node itself asks again what was not answered.
#pragma once

#include "audit.hpp"

#include <map>

namespace demo {

class questions {
public:
  questions(const text& words, cluster& nodes);

  void offer();

  /// A line `c WORD COUNT EPOCH NUMBER`.
  void take(std::size_t node, const std::string& line);

  bool done() const { return left_ == 0; }
  std::size_t answered() const { return counts_.size() - left_; }
  const std::vector<final_count>& counts() const { return counts_; }

private:
  const text& words_;
  cluster& nodes_;
  std::map<std::string, std::uint32_t> asked_; // word -> number, while it is not answered
  std::uint32_t next_ = 0;
  std::array<std::size_t, node_count> unanswered_{};
  std::vector<final_count> counts_;
  std::size_t left_;
};

} // namespace demo

// SPDX-License-Identifier: BSD-3-Clause
/// feed: brings every occurrence of the text to the cluster once, through all nodes at once, and
/// keeps what became of each. Each node has a window of lines that it has not answered.
///
/// An occurrence is acked (some node applied it) or unknown (sent, and the answer is lost); it is
/// never sent twice. After a kill the first reply for each partition of the dead node is timed; the
/// next occurrences of their words are sent out of turn, so that none waits for its place.
#pragma once

#include "cluster.hpp"
#include "text.hpp"

#include <array>
#include <chrono>
#include <map>
#include <vector>

namespace demo {

using moment = std::chrono::steady_clock::time_point;

class feed {
public:
  feed(const text& words, cluster& nodes);

  /// Fills the windows of the nodes that are up.
  void offer();

  /// One line of a node's answers: `a ID PARTITION NODE` or `u ID`.
  void take(std::size_t node, const std::string& line);

  /// The node was killed at that time: what it had not answered is unknown.
  void lose(std::size_t node, moment killed);

  std::size_t answered() const { return acked_ + unknown_; }
  bool done() const { return answered() == words_.size(); }
  std::size_t acked() const { return acked_; }
  std::size_t unknown() const { return unknown_; }
  bool was_acked(std::size_t i) const { return fates_[i] == fate::acked; }
  const std::array<std::size_t, node_count>& applied_by() const { return applied_by_; }

  /// Partitions of the dead node that were fed before, and those of them that answer again.
  std::size_t partitions_lost() const { return waiting_.size() + failovers_.size(); }
  bool failed_over() const { return waiting_.empty(); }
  const std::vector<std::chrono::milliseconds>& failovers() const { return failovers_; }

private:
  enum class fate : std::uint8_t { unsent, sent, acked, unknown };

  void send(std::size_t node, std::size_t i);
  void send_out_of_turn();
  void acknowledge(const std::string& line);

  const text& words_;
  cluster& nodes_;
  std::vector<fate> fates_;
  std::vector<std::uint8_t> via_; // the node that it was sent to
  std::size_t next_ = 0;
  std::array<std::size_t, node_count> unanswered_{};
  std::size_t acked_ = 0;
  std::size_t unknown_ = 0;
  std::array<std::size_t, node_count> applied_by_{};
  std::map<std::uint32_t, std::size_t> served_by_; // partition -> node that answered last
  std::vector<std::uint32_t> partition_of_;        // by word, once it is known
  std::size_t dead_ = node_count;
  moment killed_;
  /// Partitions of the dead node without a reply so far, and which occurrence asks for one.
  std::map<std::uint32_t, std::size_t> waiting_;
  std::vector<std::chrono::milliseconds> failovers_;
};

} // namespace demo

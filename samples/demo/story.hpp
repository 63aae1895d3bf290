// SPDX-License-Identifier: BSD-3-Clause
/// story: what happens in the demo, in order: three nodes are founded and fed; half way the control
/// leader is killed; it comes back later; at the end every count is read.
#pragma once

#include "progress.hpp"
#include "questions.hpp"

#include <functional>

namespace demo {

class story {
public:
  /// interrupted: asked often; true ends the story.
  story(const text& words, cluster& nodes, std::function<bool()> interrupted);

  /// False if it did not come to its end; why says what went wrong.
  bool run();
  const std::string& why() const { return why_; }

  const feed& fed() const { return feed_; }
  const questions& asked() const { return questions_; }
  std::size_t dead() const { return dead_; }
  std::size_t dead_partitions() const { return dead_partitions_; }
  double seconds_fed() const { return seconds_fed_; }
  double seconds_to_kill() const { return seconds_to_kill_; }
  std::size_t fed_before_kill() const { return fed_before_kill_; }

private:
  bool found_cluster();
  bool everyone_serves();
  bool feed_all();
  bool ask_all();
  bool kill_leader();
  bool restart();

  /// One round of exchange; false if the demo cannot go on.
  bool exchange(int milliseconds);
  bool give_up(const std::string& why);

  const text& words_;
  cluster& nodes_;
  std::function<bool()> interrupted_;
  feed feed_;
  questions questions_;
  progress progress_;
  std::size_t dead_ = node_count;
  std::size_t dead_partitions_ = 0;
  bool restarted_ = false;
  bool back_ = false;
  double seconds_fed_ = 0;
  double seconds_to_kill_ = 0;
  std::size_t fed_before_kill_ = 0;
  moment began_{};
  moment last_update_{};
  std::string why_;
};

} // namespace demo

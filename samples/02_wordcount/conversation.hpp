// SPDX-License-Identifier: BSD-3-Clause
/// conversation: this process's stdin and stdout as questions and answers. A thread reads lines and
/// hands them to the feeder actor; another writes answers, as many in one write as there are, so
/// that no actor waits for a pipe.
///
///   talk->start(feeder, true);        // lines arrive at the feeder, several in one string
///   talk->answer("a 17 403 n2");      // for each line that it got, sooner or later
///   talk->finish();                   // after the node is gone: writes what is left
///
/// Bounded: at most window_max lines wait for their answers; while they do, or while nobody reads
/// our stdout, no more are read. A line longer than line_max is cut there.
#pragma once

#include <caf/actor.hpp>

#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

namespace wordcount {

class conversation : public std::enable_shared_from_this<conversation> {
public:
  static constexpr std::size_t window_max = 4096;
  static constexpr std::size_t line_max = 65'536;

  /// leave_at_end: after the last line was answered, this process is asked to terminate.
  void start(caf::actor feeder, bool leave_at_end);

  /// Answers one line; an empty text answers in silence.
  void answer(const std::string& text);

  /// A line that nobody asked for.
  void say(const std::string& text);

  void finish();

private:
  void read_lines(const caf::actor& feeder);
  bool hand_over(const caf::actor& feeder, std::string& lines);
  void write_answers();
  void append(const std::string& text);

  std::mutex mutex_;
  std::condition_variable changed_;
  std::string unwritten_;
  std::size_t unanswered_ = 0;
  bool finished_ = false;
  std::thread writer_;
};

using conversation_ptr = std::shared_ptr<conversation>;

} // namespace wordcount

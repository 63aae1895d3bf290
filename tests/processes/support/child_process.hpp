// SPDX-License-Identifier: BSD-3-Clause
/// child_process: a program that runs beside the test, fed line by line.
///
///   child_process node{{program, "--name", "a"}, log_path};
///   CHECK(node.ask("view", 2s) == "view 3 a=up");
///   node.send_signal(SIGTERM);
///   CHECK(node.wait_exit(5s) == exit_with(0));
///
/// Standard error goes to the log file; standard input and output are pipes. The child is killed
/// with the object, and by the kernel should the test itself be killed. Made and used by the test's
/// main thread, since that is whose death the kernel watches.
#pragma once

#include "eventually.hpp"

#include <optional>
#include <string>
#include <sys/types.h>
#include <vector>

namespace ringleader {

using command_line = std::vector<std::string>;

/// How a process ended: by returning, or by a signal.
struct process_end {
  int status = 0;
  int signal = 0;

  friend bool operator==(const process_end& a, const process_end& b) {
    return a.status == b.status && a.signal == b.signal;
  }
};

inline process_end exit_with(int status) { return {status, 0}; }
inline process_end killed_by(int signal) { return {0, signal}; }

/// For messages of assertions.
std::ostream& operator<<(std::ostream& out, const process_end& end);

class child_process {
public:
  child_process(const command_line& command, const std::string& log_path);
  ~child_process();
  child_process(const child_process&) = delete;
  child_process& operator=(const child_process&) = delete;

  /// Sends one line and awaits one; empty if none comes in time. The late answer of an earlier line
  /// is never taken for this one's.
  std::string ask(const std::string& line, wall_clock::duration limit);

  /// All that it wrote to standard output and ask() did not take.
  std::string read_output(wall_clock::duration limit);

  void send_signal(int signal);

  /// Kills it at once and awaits its end.
  void kill_now();

  /// None if it still runs then.
  std::optional<process_end> wait_exit(wall_clock::duration limit);

  bool runs() { return !wait_exit({}); }

  pid_t pid() const { return pid_; }

private:
  std::optional<std::string> read_line(wall_clock::time_point until);
  bool read_more(wall_clock::time_point until);

  pid_t pid_ = -1;
  int input_ = -1;  // its standard input
  int output_ = -1; // its standard output
  std::string heard_;
  int owed_ = 0; // answers to lines that were given up
  std::optional<process_end> end_;
};

/// What a program that runs and ends left behind.
struct finished {
  std::optional<process_end> end; // none: it did not end in time and was killed
  std::string output;
  std::string complaint; // standard error
};

finished run_to_end(const command_line& command, const std::string& log_path,
                    wall_clock::duration limit);

} // namespace ringleader

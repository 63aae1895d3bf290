// SPDX-License-Identifier: BSD-3-Clause
/// node_process: a child process that is talked to in lines over its stdin and stdout, without ever
/// blocking on it. It is in a process group of its own, so that Ctrl-C reaches only its parent, and
/// it is killed with this object, or by the kernel when its parent is killed.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include <sys/types.h>

namespace demo {

class node_process {
public:
  node_process() = default;
  ~node_process() { kill_now(); }
  node_process(const node_process&) = delete;
  node_process& operator=(const node_process&) = delete;

  /// arguments[0] is the program. False if there is no pipe or no process to be had.
  bool start(const std::vector<std::string>& arguments);

  bool running() const { return pid_ > 0; }
  int input() const { return in_; }
  int output() const { return out_; }
  bool wants_to_write() const { return !unwritten_.empty(); }

  void send(const std::string& line) { (unwritten_ += line) += '\n'; }

  /// Writes what the pipe takes.
  void write_some();

  using line_handler = std::function<void(const std::string&)>;

  /// Calls for each whole line that has come. False at the end of the output.
  bool read_some(const line_handler& each);

  /// SIGKILL, and waits until the process is gone; its output can still be read.
  void kill_hard();

  /// The same, and closes both pipes.
  void kill_now();

private:
  pid_t pid_ = -1;
  int in_ = -1;
  int out_ = -1;
  std::string unwritten_;
  std::string unread_;
};

/// What a program writes to stdout until it ends.
std::string output_of(const std::vector<std::string>& arguments);

} // namespace demo

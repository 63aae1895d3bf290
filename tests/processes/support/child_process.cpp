// SPDX-License-Identifier: BSD-3-Clause
#include "child_process.hpp"

#include "temp_directory.hpp"

#include <csignal>
#include <fcntl.h>
#include <ostream>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

namespace ringleader {

namespace {

struct pipe_ends {
  int read = -1;
  int write = -1;

  pipe_ends() {
    int ends[2];
    EXPECTS(::pipe2(ends, O_CLOEXEC) == 0);
    read = ends[0];
    write = ends[1];
  }
};

[[noreturn]] void become(const command_line& command, int input, int output, int log) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (::getppid() == 1) ::_exit(127); // the test died before it was watched
  ::dup2(input, STDIN_FILENO);
  ::dup2(output, STDOUT_FILENO);
  ::dup2(log, STDERR_FILENO);
  std::vector<char*> words;
  for (auto& word : command) words.push_back(const_cast<char*>(word.c_str()));
  words.push_back(nullptr);
  ::execv(words[0], words.data());
  ::_exit(127);
}

} // namespace

std::ostream& operator<<(std::ostream& out, const process_end& end) {
  if (end.signal != 0) return out << "signal " << end.signal;
  return out << "status " << end.status;
}

child_process::child_process(const command_line& command, const std::string& log_path) {
  std::signal(SIGPIPE, SIG_IGN); // a child that is gone is found out by its silence
  pipe_ends in, out;
  auto log = ::open(log_path.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
  EXPECTS(log >= 0);
  pid_ = ::fork();
  EXPECTS(pid_ >= 0);
  if (pid_ == 0) become(command, in.read, out.write, log);
  ::close(in.read);
  ::close(out.write);
  ::close(log);
  input_ = in.write;
  output_ = out.read;
}

child_process::~child_process() {
  kill_now();
  ::close(input_);
  ::close(output_);
}

bool child_process::read_more(wall_clock::time_point until) {
  auto left = std::chrono::duration_cast<std::chrono::milliseconds>(until - wall_clock::now());
  pollfd waiting{output_, POLLIN, 0};
  auto wait = std::max<long long>(0, left.count());
  if (::poll(&waiting, 1, static_cast<int>(wait)) <= 0) return false;
  char buffer[4096];
  auto size = ::read(output_, buffer, sizeof buffer);
  if (size <= 0) return false;
  heard_.append(buffer, static_cast<std::size_t>(size));
  return true;
}

std::optional<std::string> child_process::read_line(wall_clock::time_point until) {
  for (;;) {
    auto end = heard_.find('\n');
    if (end != std::string::npos) {
      auto line = heard_.substr(0, end);
      heard_.erase(0, end + 1);
      return line;
    }
    if (!read_more(until)) return std::nullopt;
  }
}

std::string child_process::ask(const std::string& line, wall_clock::duration limit) {
  auto until = wall_clock::now() + limit;
  auto text = line + '\n';
  if (::write(input_, text.data(), text.size()) != static_cast<ssize_t>(text.size())) return {};
  for (++owed_; owed_ > 0; --owed_) {
    auto answer = read_line(until);
    if (!answer) return {};
    if (owed_ == 1) {
      owed_ = 0;
      return *answer;
    }
  }
  return {};
}

std::string child_process::read_output(wall_clock::duration limit) {
  auto until = wall_clock::now() + limit;
  while (read_more(until)) {}
  return std::move(heard_);
}

void child_process::send_signal(int signal) {
  if (runs()) ::kill(pid_, signal);
}

void child_process::kill_now() {
  if (end_) return;
  ::kill(pid_, SIGKILL);
  int status = 0;
  if (::waitpid(pid_, &status, 0) == pid_) end_ = killed_by(SIGKILL);
}

std::optional<process_end> child_process::wait_exit(wall_clock::duration limit) {
  eventually(limit, [&] {
    int status = 0;
    if (!end_ && ::waitpid(pid_, &status, WNOHANG) == pid_)
      end_ = WIFSIGNALED(status) ? killed_by(WTERMSIG(status)) : exit_with(WEXITSTATUS(status));
    return end_.has_value();
  });
  return end_;
}

finished run_to_end(const command_line& command, const std::string& log_path,
                    wall_clock::duration limit) {
  child_process child{command, log_path};
  finished result;
  result.output = child.read_output(limit); // to its end: a full pipe must not hold it up
  result.end = child.wait_exit(std::chrono::seconds{1});
  result.complaint = read_text(log_path);
  return result;
}

} // namespace ringleader

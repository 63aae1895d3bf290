// SPDX-License-Identifier: BSD-3-Clause
#include "node_process.hpp"

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>

#include <fcntl.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

namespace demo {

namespace {

void close_end(int& fd) {
  if (fd >= 0) ::close(fd);
  fd = -1;
}

[[noreturn]] void become(const std::vector<std::string>& arguments, int in, int out, pid_t parent) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (::getppid() != parent) std::_Exit(127); // it died before the line above
  ::setpgid(0, 0);
  ::dup2(in, STDIN_FILENO);
  ::dup2(out, STDOUT_FILENO);
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, nullptr);
  for (auto number : {SIGINT, SIGTERM, SIGPIPE, SIGHUP}) std::signal(number, SIG_DFL);
  std::vector<char*> words;
  for (auto& argument : arguments) words.push_back(const_cast<char*>(argument.c_str()));
  words.push_back(nullptr);
  ::execv(words[0], words.data());
  std::_Exit(127);
}

} // namespace

bool node_process::start(const std::vector<std::string>& arguments) {
  kill_now();
  std::array<int, 2> to{-1, -1}, from{-1, -1};
  auto parent = ::getpid();
  if (::pipe2(to.data(), O_CLOEXEC) == 0 && ::pipe2(from.data(), O_CLOEXEC) == 0) pid_ = ::fork();
  if (pid_ == 0) become(arguments, to[0], from[1], parent);
  close_end(to[0]);
  close_end(from[1]);
  in_ = to[1];
  out_ = from[0];
  if (pid_ < 0) {
    kill_now();
    return false;
  }
  ::fcntl(in_, F_SETFL, O_NONBLOCK);
  ::fcntl(out_, F_SETFL, O_NONBLOCK);
  return true;
}

void node_process::write_some() {
  if (in_ < 0 || unwritten_.empty()) return;
  auto n = ::write(in_, unwritten_.data(), unwritten_.size());
  if (n > 0) unwritten_.erase(0, static_cast<std::size_t>(n));
}

bool node_process::read_some(const line_handler& each) {
  std::array<char, 65'536> chunk;
  auto n = ::read(out_, chunk.data(), chunk.size());
  if (n == 0) return false;
  if (n < 0) return errno == EAGAIN || errno == EINTR;
  unread_.append(chunk.data(), static_cast<std::size_t>(n));
  std::size_t begin = 0;
  for (auto end = unread_.find('\n'); end != std::string::npos; end = unread_.find('\n', begin)) {
    each(unread_.substr(begin, end - begin));
    begin = end + 1;
  }
  unread_.erase(0, begin);
  return true;
}

void node_process::kill_hard() {
  if (pid_ <= 0) return;
  ::kill(pid_, SIGKILL);
  while (::waitpid(pid_, nullptr, 0) < 0 && errno == EINTR) {}
  pid_ = -1;
}

void node_process::kill_now() {
  kill_hard();
  close_end(in_);
  close_end(out_);
  unwritten_.clear();
  unread_.clear();
}

std::string output_of(const std::vector<std::string>& arguments) {
  node_process program;
  std::string text;
  if (!program.start(arguments)) return text;
  pollfd ready{program.output(), POLLIN, 0};
  auto add = [&](const std::string& line) { (text += line) += '\n'; };
  while (::poll(&ready, 1, 5'000) > 0 && program.read_some(add)) {}
  return text;
}

} // namespace demo

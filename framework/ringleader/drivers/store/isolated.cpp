// SPDX-License-Identifier: BSD-3-Clause
#include <ringleader/drivers/store/isolated.hpp>

#include <cerrno>
#include <csignal>
#include <cstring>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

namespace ringleader {

namespace {

failure system_failure(const char* what) {
  return {errc::io_error, std::string{what} + ": " + std::strerror(errno)};
}

bool write_all(int descriptor, std::string_view text) {
  while (!text.empty()) {
    auto n = ::write(descriptor, text.data(), text.size());
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return false;
    text.remove_prefix(static_cast<std::size_t>(n));
  }
  return true;
}

std::string read_all(int descriptor) {
  std::string text;
  char buffer[4096];
  for (;;) {
    auto n = ::read(descriptor, buffer, sizeof buffer);
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return text;
    text.append(buffer, static_cast<std::size_t>(n));
  }
}

/// One byte of code, then the text or the message.
[[noreturn]] void answer(int descriptor, const result<std::string>& outcome) {
  std::string said(1, static_cast<char>(outcome ? errc::none : outcome.error().code));
  said += outcome ? *outcome : outcome.error().message;
  ::_exit(write_all(descriptor, said) ? 0 : 1);
}

} // namespace

result<std::string> isolated(const std::function<result<std::string>()>& work) {
  int ends[2];
  if (::pipe(ends) != 0) return system_failure("cannot make a pipe");
  auto parent = ::getpid();
  auto child = ::fork();
  if (child < 0) {
    auto why = system_failure("cannot make a process");
    ::close(ends[0]);
    ::close(ends[1]);
    return why;
  }
  if (child == 0) {
    ::prctl(PR_SET_PDEATHSIG, SIGKILL); // whoever interrupts the command interrupts its work
    ::close(ends[0]);
    if (::getppid() != parent) ::_exit(1);
    answer(ends[1], work());
  }
  ::close(ends[1]);
  auto said = read_all(ends[0]);
  ::close(ends[0]);
  int status = 0;
  while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {}
  if (WIFSIGNALED(status))
    return {errc::corrupt,
            std::string{"the process that read it was killed: "} + ::strsignal(WTERMSIG(status))};
  if (said.empty()) return {errc::io_error, "the process that read it ended without an answer"};
  auto code = static_cast<errc>(said.front());
  said.erase(0, 1);
  if (code != errc::none) return {code, said};
  return said;
}

} // namespace ringleader

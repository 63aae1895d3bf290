// SPDX-License-Identifier: BSD-3-Clause
/// other_process: the far side of a benchmark, in a process of its own on this machine.
///
///   other_process far{[](const other_process::announce& ready) {
///     auto port = listen();
///     ready(port);     // the parent's constructor returns with it
///     serve();         // until the parent is done
///   }};
///   connect(far.port());
///
/// The child is forked, so it must be made before the parent starts a thread. It is killed when the
/// parent is done with it, and dies with the parent.
#pragma once

#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <functional>

namespace ringleader::bench {

/// A benchmark that cannot run has no result: says why and ends the process.
[[noreturn]] inline void give_up(const char* what) {
  std::fprintf(stderr, "bench: %s (last system error: %s)\n", what, std::strerror(errno));
  std::exit(1);
}

class other_process {
public:
  using announce = std::function<void(std::uint16_t port)>;

  explicit other_process(const std::function<void(const announce&)>& body) {
    int ends[2];
    if (pipe(ends) != 0) give_up("pipe");
    child_ = fork();
    if (child_ < 0) give_up("fork");
    if (child_ == 0) {
      prctl(PR_SET_PDEATHSIG, SIGKILL);
      close(ends[0]);
      body([&](std::uint16_t port) {
        if (write(ends[1], &port, sizeof port) != sizeof port) give_up("write");
      });
      pause();
      std::_Exit(0);
    }
    close(ends[1]);
    if (read(ends[0], &port_, sizeof port_) != sizeof port_) give_up("the other process");
    close(ends[0]);
  }

  other_process(const other_process&) = delete;
  other_process& operator=(const other_process&) = delete;

  ~other_process() {
    kill(child_, SIGKILL);
    waitpid(child_, nullptr, 0);
  }

  std::uint16_t port() const { return port_; }

private:
  pid_t child_ = -1;
  std::uint16_t port_ = 0;
};

} // namespace ringleader::bench

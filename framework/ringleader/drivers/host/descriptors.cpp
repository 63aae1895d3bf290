// SPDX-License-Identifier: BSD-3-Clause
#include <ringleader/drivers/host/descriptors.hpp>

#include <csignal>
#include <fcntl.h>
#include <unistd.h>

namespace ringleader {

void open_standard_streams() {
  for (;;) {
    int lowest = ::open("/dev/null", O_RDWR);
    if (lowest >= 0 && lowest <= STDERR_FILENO) continue; // it is one of the three, and stays
    if (lowest >= 0) ::close(lowest);
    return;
  }
}

void close_on_exec(int descriptor) {
  auto flags = ::fcntl(descriptor, F_GETFD);
  if (flags >= 0) ::fcntl(descriptor, F_SETFD, flags | FD_CLOEXEC);
}

void survive_broken_pipes() {
  // A handler and not SIG_IGN, which started programs would inherit.
  struct sigaction quiet {};
  quiet.sa_handler = [](int) {};
  quiet.sa_flags = SA_RESTART;
  ::sigaction(SIGPIPE, &quiet, nullptr);
}

} // namespace ringleader

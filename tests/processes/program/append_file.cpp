// SPDX-License-Identifier: BSD-3-Clause
#include "append_file.hpp"

#include <ringleader/base/expects.hpp>

#include <ctime>
#include <fcntl.h>
#include <unistd.h>

namespace ringleader {

append_file::append_file(const std::string& path)
  : file_(::open(path.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600)) {
  EXPECTS(file_ >= 0);
}

append_file::~append_file() { ::close(file_); }

void append_file::append(std::string line) {
  line += '\n';
  EXPECTS(::write(file_, line.data(), line.size()) == static_cast<ssize_t>(line.size()));
}

long long nanoseconds_now() {
  timespec now{};
  ::clock_gettime(CLOCK_BOOTTIME, &now);
  return now.tv_sec * 1'000'000'000LL + now.tv_nsec;
}

long long milliseconds_now() { return nanoseconds_now() / 1'000'000; }

} // namespace ringleader

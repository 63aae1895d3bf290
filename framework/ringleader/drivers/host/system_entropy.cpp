// SPDX-License-Identifier: BSD-3-Clause
#include <ringleader/drivers/host/system_entropy.hpp>

#include <ringleader/base/expects.hpp>

#include <cerrno>
#include <sys/random.h>

namespace ringleader {

std::uint64_t system_entropy::next() {
  std::uint64_t value = 0;
  while (value == 0) {
    auto n = ::getrandom(&value, sizeof value, 0);
    // Up to 256 bytes come whole; only a signal before the first entropy interrupts.
    EXPECTS(n == static_cast<ssize_t>(sizeof value) || (n < 0 && errno == EINTR));
  }
  return value;
}

} // namespace ringleader

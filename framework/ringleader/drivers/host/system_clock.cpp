// SPDX-License-Identifier: BSD-3-Clause
#include <ringleader/drivers/host/system_clock.hpp>

#include <ringleader/base/expects.hpp>

#include <time.h>

namespace ringleader {

instant system_clock::now() const {
  timespec at{};
  EXPECTS(::clock_gettime(CLOCK_BOOTTIME, &at) == 0);
  return instant{std::chrono::seconds{at.tv_sec} + std::chrono::nanoseconds{at.tv_nsec}};
}

} // namespace ringleader

// SPDX-License-Identifier: BSD-3-Clause
/// system_clock: the clock port's real side. CLOCK_BOOTTIME: monotonic, the same rate on every
/// host, and it counts the time that the host was suspended, so that a lease ends on a laptop that
/// slept.
#pragma once

#include <ringleader/base/ports/clock.hpp>

namespace ringleader {

class system_clock final : public clock_port {
public:
  instant now() const override;
};

} // namespace ringleader

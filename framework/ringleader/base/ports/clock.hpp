// SPDX-License-Identifier: BSD-3-Clause
/// clock: the only door to time. Monotonic and counting suspend (CLOCK_BOOTTIME), so that a lease
/// ends on a laptop that slept.
#pragma once

#include <ringleader/base/time.hpp>

namespace ringleader {

class clock_port {
public:
  virtual ~clock_port() = default;

  /// Thread-safe; never goes back.
  virtual instant now() const = 0;
};

} // namespace ringleader

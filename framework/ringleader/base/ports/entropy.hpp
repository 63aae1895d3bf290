// SPDX-License-Identifier: BSD-3-Clause
/// entropy: the only door to unpredictable numbers: identities and seeds.
#pragma once

#include <cstdint>

namespace ringleader {

class entropy_port {
public:
  virtual ~entropy_port() = default;

  /// Thread-safe; never zero, which every id reserves for "none".
  virtual std::uint64_t next() = 0;
};

} // namespace ringleader

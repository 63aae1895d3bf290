// SPDX-License-Identifier: BSD-3-Clause
/// system_entropy: the entropy port's real side: the kernel's getrandom, which blocks only until
/// the kernel has gathered entropy once after boot. Never zero.
#pragma once

#include <ringleader/base/ports/entropy.hpp>

namespace ringleader {

class system_entropy final : public entropy_port {
public:
  std::uint64_t next() override;
};

} // namespace ringleader

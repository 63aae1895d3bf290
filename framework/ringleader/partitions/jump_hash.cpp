// SPDX-License-Identifier: BSD-3-Clause
#include <ringleader/base/expects.hpp>
#include <ringleader/partitions/jump_hash.hpp>

namespace ringleader {

std::uint32_t jump_hash(std::uint64_t key_hash, std::uint32_t buckets) {
  EXPECTS(buckets > 0);
  std::uint64_t bucket = 0;
  std::uint64_t jump = 0;
  while (jump < buckets) {
    bucket = jump;
    key_hash = key_hash * 2862933555777941757ULL + 1;
    // bucket < 2^32 and the divisor is at least 1: nothing overflows.
    jump = ((bucket + 1) << 31) / ((key_hash >> 33) + 1);
  }
  return static_cast<std::uint32_t>(bucket);
}

} // namespace ringleader

// SPDX-License-Identifier: BSD-3-Clause
/// Jump consistent hash: an even share for buckets 0..n-1 without any memory, O(log n) a lookup.
/// Only the last bucket can be taken away, and there are no weights. Lamping & Veach, "A Fast,
/// Minimal Memory, Consistent Hash Algorithm", 2014. Theirs divides in floating point; this one
/// divides integers, so that every platform agrees to the bit.
#pragma once

#include <cstdint>

namespace ringleader {

/// The bucket of a key's hash. EXPECTS buckets > 0.
std::uint32_t jump_hash(std::uint64_t key_hash, std::uint32_t buckets);

} // namespace ringleader

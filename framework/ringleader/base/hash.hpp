// SPDX-License-Identifier: BSD-3-Clause
/// Stable hash: xxh3 in 64 bits, the same on every platform and in every release (xxHash's format
/// is frozen since 0.8.0). Keys, rings and digests use it; it is not a cryptographic hash.
#pragma once

#include <cstdint>
#include <memory>
#include <string_view>

namespace ringleader {

std::uint64_t stable_hash(std::string_view data, std::uint64_t seed = 0);

/// The same of data that comes in parts: as if it had come whole.
///
///   stable_hasher h; h.add(a); h.add(b); h.value() == stable_hash(a + b)
class stable_hasher {
public:
  stable_hasher();
  void add(std::string_view part);
  std::uint64_t value() const; // of all that was added

private:
  struct state;
  struct release {
    void operator()(state* s) const;
  };
  std::unique_ptr<state, release> state_;
};

/// Mixes two numbers into one, order matters.
std::uint64_t stable_hash(std::uint64_t a, std::uint64_t b);

} // namespace ringleader

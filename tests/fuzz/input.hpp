// SPDX-License-Identifier: BSD-3-Clause
/// fuzz_input: takes what a target needs out of the bytes that it was given. Bytes that have run
/// out are zeros, so that every input means something.
#pragma once

#include <ringleader/base/bytes.hpp>

#include <algorithm>
#include <cstdint>

namespace ringleader {

class fuzz_input {
public:
  fuzz_input(const std::uint8_t* data, std::size_t size) : at_(data), end_(data + size) {}

  bool empty() const { return at_ == end_; }

  std::uint8_t byte() { return empty() ? std::uint8_t{0} : *at_++; }

  std::uint64_t number() {
    std::uint64_t x = 0;
    for (int i = 0; i < 8; ++i) x = x << 8 | byte();
    return x;
  }

  /// Small ones, the ends of what 63 and 64 bits hold, and any other.
  std::uint64_t extreme() {
    auto choice = byte();
    switch (choice % 6) {
    case 0: return choice / 6;
    case 1: return ~std::uint64_t{0} - choice / 6;
    case 2: return (std::uint64_t{1} << 63) - choice / 6;
    case 3: return (std::uint64_t{1} << 63) + choice / 6;
    case 4: return std::uint64_t{1} << choice / 6;
    default: return number();
    }
  }

  /// Up to so many, fewer if they run out.
  bytes some(std::size_t most) {
    auto n = std::min(most, static_cast<std::size_t>(end_ - at_));
    bytes taken(at_, at_ + n);
    at_ += n;
    return taken;
  }

  /// A piece of the length that stands before it; most are short.
  bytes piece() {
    auto length = byte();
    return some(length < 250 ? length % std::size_t{50} : std::size_t{100} * byte());
  }

  bytes rest() { return some(static_cast<std::size_t>(end_ - at_)); }

  /// Changes some of `data`: single bytes, and numbers of 4 or 8 bytes to their ends.
  void damage(bytes& data) {
    for (auto n = byte() % 4; n > 0 && !data.empty(); --n) {
      auto at = (byte() | static_cast<std::size_t>(byte()) << 8) % data.size();
      auto value = extreme();
      auto width = std::min<std::size_t>(data.size() - at, std::size_t{1} << byte() % 4);
      for (std::size_t i = 0; i < width; ++i)
        data[at + i] = static_cast<std::uint8_t>(value >> (8 * i));
    }
  }

private:
  const std::uint8_t* at_;
  const std::uint8_t* end_;
};

} // namespace ringleader

// SPDX-License-Identifier: BSD-3-Clause
/// shared_bytes: raw data that several hold and none changes, such as an entry of a log that waits
/// for disk, network and application at once. A copy shares the memory, also between threads.
///
///   shared_bytes data = encode_shared(command);
///   auto copy = data; // no allocation
///   auto large = shared_bytes::adopt(std::move(snapshot)); // nor is this data copied
///
/// One allocation holds count, size and data, and an empty one takes none: a log has very many, for
/// which a vector behind a std::shared_ptr would take two and three times the room for its handle.
/// What is adopted stays in the vector that it came in.
#pragma once

#include <ringleader/base/bytes.hpp>

#include <atomic>
#include <cstring>
#include <new>
#include <utility>

namespace ringleader {

class shared_bytes {
public:
  shared_bytes() = default;
  /// Copies.
  shared_bytes(const std::uint8_t* data, std::size_t size) {
    if (size == 0) return;
    block_ = new (::operator new(sizeof(block) + size)) block{{1}, size};
    std::memcpy(first_of(block_), data, size);
  }
  /// Copies.
  shared_bytes(const bytes& data) : shared_bytes(data.data(), data.size()) {}

  /// Takes the vector as it is: for what is large.
  static shared_bytes adopt(bytes data) {
    shared_bytes made;
    auto size = data.size();
    if (size != 0) made.block_ = new adopted{size | adopted_bit, std::move(data)};
    return made;
  }

  shared_bytes(const shared_bytes& other) : block_(other.block_) {
    // Whoever copies holds one, so the count cannot fall to zero meanwhile: no order is needed.
    if (block_ != nullptr) block_->holders.fetch_add(1, std::memory_order_relaxed);
  }
  shared_bytes(shared_bytes&& other) noexcept : block_(std::exchange(other.block_, nullptr)) {}
  shared_bytes& operator=(shared_bytes other) noexcept {
    std::swap(block_, other.block_);
    return *this;
  }
  ~shared_bytes() {
    // The last holder frees the memory only after all others are through with it.
    if (block_ == nullptr || block_->holders.fetch_sub(1, std::memory_order_acq_rel) != 1) return;
    if (is_adopted(block_)) {
      delete static_cast<adopted*>(block_);
    } else {
      block_->~block();
      ::operator delete(block_);
    }
  }

  const std::uint8_t* data() const { return block_ == nullptr ? nullptr : first_of(block_); }
  std::size_t size() const { return block_ == nullptr ? 0 : block_->size & ~adopted_bit; }
  bool empty() const { return block_ == nullptr; }

  friend std::string_view as_view(const shared_bytes& x) {
    return {reinterpret_cast<const char*>(x.data()), x.size()};
  }
  friend bool operator==(const shared_bytes& a, const shared_bytes& b) {
    return a.block_ == b.block_ || as_view(a) == as_view(b);
  }
  friend bool operator!=(const shared_bytes& a, const shared_bytes& b) { return !(a == b); }

private:
  struct block {
    std::atomic<std::size_t> holders;
    std::size_t size; // with adopted_bit: the first part of an `adopted`
  };
  struct adopted : block {
    adopted(std::size_t tagged_size, bytes from)
      : block{{1}, tagged_size}, owned(std::move(from)) {}
    bytes owned;
  };
  static constexpr auto adopted_bit = ~(~std::size_t{0} >> 1);

  static bool is_adopted(const block* at) { return (at->size & adopted_bit) != 0; }
  static std::uint8_t* first_of(block* at) {
    return is_adopted(at) ? static_cast<adopted*>(at)->owned.data()
                          : reinterpret_cast<std::uint8_t*>(at + 1);
  }

  block* block_ = nullptr;
};

inline bytes to_bytes(const shared_bytes& data) { return {data.data(), data.data() + data.size()}; }

} // namespace ringleader

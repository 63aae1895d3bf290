// SPDX-License-Identifier: BSD-3-Clause
/// lock_wants: what one acquire asks for: one name or several, each exclusive, shared, or as
/// permits of a semaphore. A name alone is exclusive.
///
///   acquire{"payroll", 30s}
///   acquire{{exclusive("ledger"), shared("rates"), permits("printers", 3, 8)}, 30s}
///
/// All of them are granted at once, under one token, or none. The order does not matter; no name
/// may stand twice.
#pragma once

#include <ringleader/locks/lock.hpp>

#include <initializer_list>
#include <string>
#include <utility>
#include <vector>

namespace ringleader {

/// Alone.
inline lock_want exclusive(std::string name) {
  return {std::move(name), lock_mode::exclusive, 0, 0};
}

/// Beside others that share.
inline lock_want shared(std::string name) { return {std::move(name), lock_mode::shared, 0, 0}; }

/// `count` of the semaphore's `capacity`. Who comes first says the capacity; as long as anybody
/// holds permits or waits for some, all others must say the same.
inline lock_want permits(std::string name, std::uint32_t count, std::uint32_t capacity) {
  return {std::move(name), lock_mode::permits, count, capacity};
}

class lock_wants {
public:
  lock_wants() = default;
  lock_wants(const char* name) : all_{exclusive(name)} {}
  lock_wants(std::string name) : all_{exclusive(std::move(name))} {}
  lock_wants(lock_want one) : all_{std::move(one)} {}
  lock_wants(std::initializer_list<lock_want> all) : all_(all) {}
  explicit lock_wants(std::vector<lock_want> all) : all_(std::move(all)) {}

  const std::vector<lock_want>& all() const& { return all_; }
  std::vector<lock_want> all() && { return std::move(all_); }

private:
  std::vector<lock_want> all_;
};

} // namespace ringleader

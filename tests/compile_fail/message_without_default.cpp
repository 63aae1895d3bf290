// SPDX-License-Identifier: BSD-3-Clause
// A message is made before its fields are read.
// FIRST: sendable<bank::deposit>
// FIRST: a message type has a default constructor
// WITH: -DGOOD
#include <ringleader/ringleader.hpp>

namespace bank {
struct deposit {
#ifndef GOOD
  explicit deposit(std::int64_t amount) : cents(amount) {}
#endif
  std::int64_t cents = 0;
};
RINGLEADER_FIELDS(deposit, cents)
} // namespace bank

#ifdef GOOD
RINGLEADER_TYPES(bank, bank::deposit)
#endif

using account = ringleader::interface<void(bank::deposit)>;
account nobody;

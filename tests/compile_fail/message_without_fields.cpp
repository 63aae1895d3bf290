// SPDX-License-Identifier: BSD-3-Clause
// The framework must know what a message is made of.
// FIRST: sendable<bank::deposit>
// FIRST: the fields of a message type are listed: write RINGLEADER_FIELDS
// WITH: -DGOOD
#include <ringleader/ringleader.hpp>

namespace bank {
struct deposit {
  std::int64_t cents = 0;
};
#ifdef GOOD
RINGLEADER_FIELDS(deposit, cents)
#endif
} // namespace bank

#ifdef GOOD
RINGLEADER_TYPES(bank, bank::deposit)
#endif

using account = ringleader::interface<void(bank::deposit)>;
account nobody;

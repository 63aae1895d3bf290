// SPDX-License-Identifier: BSD-3-Clause
// A message type has a number in its process.
// FIRST: sendable<bank::deposit>
// FIRST: a message type is registered: name it in RINGLEADER_TYPES
// WITH: -DGOOD
#include <ringleader/ringleader.hpp>

namespace bank {
struct deposit {
  std::int64_t cents = 0;
};
RINGLEADER_FIELDS(deposit, cents)
} // namespace bank

#ifdef GOOD
RINGLEADER_TYPES(bank, bank::deposit)
#endif

using account = ringleader::interface<std::int64_t(bank::deposit)>;
inline const ringleader::entity_type<account> accounts{"account"};

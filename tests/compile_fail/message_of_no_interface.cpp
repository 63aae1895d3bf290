// SPDX-License-Identifier: BSD-3-Clause
// An entity is asked what its interface lists.
// FIRST: reply_to<.*bank::get_balance
// FIRST: the interface of this entity takes no such message
// WITH: -DGOOD
#include <ringleader/ringleader.hpp>

namespace bank {
struct deposit {
  std::int64_t cents = 0;
};
struct get_balance {};
RINGLEADER_FIELDS(deposit, cents)
RINGLEADER_FIELDS(get_balance)
} // namespace bank

RINGLEADER_TYPES(bank, bank::deposit, bank::get_balance)

using account = ringleader::interface<std::int64_t(bank::deposit)>;

void ask(const ringleader::entities<account>& accounts) {
#ifdef GOOD
  (void)accounts["alice"].call(std::chrono::seconds{1}, bank::deposit{500});
#else
  (void)accounts["alice"].call(std::chrono::seconds{1}, bank::get_balance{});
#endif
}

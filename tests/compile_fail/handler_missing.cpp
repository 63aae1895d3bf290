// SPDX-License-Identifier: BSD-3-Clause
// An entity has a handler for each message of its interface.
// FIRST: handler_of<account_actor, .*bank::get_balance
// FIRST: no handler for this message of its interface: write a public on
// WITH: -DGOOD
#include <ringleader/actors/node/node.hpp>
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

using account = ringleader::interface<std::int64_t(bank::deposit), void(bank::get_balance)>;
inline const ringleader::entity_type<account> accounts{"account"};

struct account_actor : ringleader::entity<account> {
  std::int64_t on(const bank::deposit& m) { return m.cents; }
#ifdef GOOD
  void on(const bank::get_balance&) {}
#endif
};

void host(ringleader::node& node) { node.host<account_actor>(accounts); }

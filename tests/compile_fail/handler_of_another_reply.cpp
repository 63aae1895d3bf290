// SPDX-License-Identifier: BSD-3-Clause
// A handler returns what the interface says.
// FIRST: handler_of<account_actor, .*bank::deposit
// FIRST: the handler returns another type than the interface says
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
#ifdef GOOD
  std::int64_t on(const bank::deposit& m) { return m.cents; }
#else
  int on(const bank::deposit&) { return 0; }
#endif
  void on(const bank::get_balance&) {}
};

void host(ringleader::node& node) { node.host<account_actor>(accounts); }

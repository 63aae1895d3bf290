// SPDX-License-Identifier: BSD-3-Clause
// A handler of a message that nobody can send is a mistake.
// FIRST: handlers_of<account_actor
// FIRST: a handler for a message that its interface does not list
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

struct audit {};

struct account_actor : ringleader::entity<account> {
  std::int64_t on(const bank::deposit& m) { return m.cents; }
  void on(const bank::get_balance&) {}
#ifndef GOOD
  void on(const audit&) {}
#endif
};

void host(ringleader::node& node) { node.host<account_actor>(accounts); }

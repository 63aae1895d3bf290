// SPDX-License-Identifier: BSD-3-Clause
// An application in two versions, for the test of a rolling upgrade: RINGLEADER_UPGRADE says which.
// The second one has a field and a message more, and one message, of another type of entity, in
// which a field is of another type: what docs/messages.md says not to do.
//
// Its console: `deposit KEY CENTS`, `balance KEY`, `close KEY`, `pay KEY`, each with the entity's
// answer or the name of an error; `large KEY BYTES`: what became of a message, and of an answer, of
// so many bytes; `why KEY` tells the text of the error of `pay`, `leave` ends it.
#include <ringleader/ringleader.hpp>
#include <ringleader/run.hpp>

#include <iostream>
#include <sstream>
#include <string>

using namespace std::chrono_literals;

namespace bank {

struct deposit {
  std::int64_t cents = 0;
#if RINGLEADER_UPGRADE == 2
  std::string note = "none";
#endif
};
#if RINGLEADER_UPGRADE == 2
RINGLEADER_FIELDS(deposit, cents, note)
#else
RINGLEADER_FIELDS(deposit, cents)
#endif

struct get_balance {};
RINGLEADER_FIELDS(get_balance)

struct close_account {};
RINGLEADER_FIELDS(close_account)

struct echo {
  std::string text;
  std::uint32_t answer_bytes = 0;
};
RINGLEADER_FIELDS(echo, text, answer_bytes)

struct pay {
#if RINGLEADER_UPGRADE == 2
  std::int64_t cents = 0;
#else
  std::int32_t cents = 0;
#endif
};
RINGLEADER_FIELDS(pay, cents)

} // namespace bank

RINGLEADER_TYPES(bank, bank::deposit, bank::get_balance, bank::close_account, bank::echo, bank::pay)

namespace bank {

#if RINGLEADER_UPGRADE == 2
using account = ringleader::interface<std::string(close_account), std::int64_t(deposit),
                                      std::int64_t(get_balance)>;
#else
using account = ringleader::interface<std::int64_t(deposit), std::int64_t(get_balance)>;
#endif
const ringleader::entity_type<account> accounts{"account"};

using cashier = ringleader::interface<std::string(pay), std::string(echo)>;
const ringleader::entity_type<cashier> cashiers{"cashier"};

struct account_state {
  std::int64_t cents = 0;
};

struct account_actor : ringleader::entity<account, account_state> {
  std::int64_t on(const deposit& m) { return state().cents += m.cents; }
  std::int64_t on(const get_balance&) { return state().cents; }
#if RINGLEADER_UPGRADE == 2
  std::string on(const close_account&) { return "closed"; }
#endif
};

struct cashier_actor : ringleader::entity<cashier> {
  std::string on(const pay&) { return "paid"; }
  std::string on(const echo& m) { return std::string(m.answer_bytes, 'x'); }
};

template <class T> std::string shown(const ringleader::result<T>& answer) {
  if (!answer) return to_string(answer.error().code);
  std::ostringstream text;
  text << *answer;
  return text.str();
}

std::string obey(const std::string& line, const ringleader::entities<account>& people,
                 const ringleader::entities<cashier>& desks) {
  std::istringstream words{line};
  std::string what, key;
  std::int64_t cents = 0;
  words >> what >> key >> cents;
  deposit money;
  money.cents = cents;
  if (what == "deposit") return shown(people[key].call(5s, money));
  if (what == "balance") return shown(people[key].call(5s, get_balance{}));
#if RINGLEADER_UPGRADE == 2
  if (what == "close") return shown(people[key].call(5s, close_account{}));
#endif
  if (what == "large") { // of a message, then of an answer
    auto sent = desks[key].call(5s, echo{std::string(static_cast<std::size_t>(cents), 'x'), 1});
    auto told = desks[key].call(5s, echo{"", static_cast<std::uint32_t>(cents)});
    auto end = [](const ringleader::result<std::string>& a) {
      return a ? "good" : to_string(a.error().code) + ": " + a.error().message;
    };
    return end(sent) + "; " + end(told);
  }
  auto paid = desks[key].call(5s, pay{});
  if (what == "pay") return shown(paid);
  return paid ? "paid" : paid.error().message;
}

int serve(ringleader::node& node) {
  auto people = node.host<account_actor>(accounts);
  auto desks = node.host<cashier_actor>(cashiers);
  for (std::string line; std::getline(std::cin, line) && line != "leave";)
    std::cout << obey(line, people, desks) << std::endl;
  std::cout << "leaving" << std::endl;
  return 0;
}

} // namespace bank

int main(int argc, char** argv) { return ringleader::run<bank::types>(argc, argv, bank::serve); }

// SPDX-License-Identifier: BSD-3-Clause
// A bank: accounts, transfers, interest, and a report that nobody else writes meanwhile.
#include <ringleader/locks.hpp>
#include <ringleader/run.hpp>

#include <iostream>

using namespace std::chrono_literals;

namespace bank {

struct deposit {
  std::int64_t cents = 0;
};
struct withdraw {
  std::int64_t cents = 0;
};
struct transfer {
  std::string to;
  std::int64_t cents = 0;
};
struct get_balance {};
struct close {};
RINGLEADER_FIELDS(deposit, cents)
RINGLEADER_FIELDS(withdraw, cents)
RINGLEADER_FIELDS(transfer, to, cents)
RINGLEADER_FIELDS(get_balance)
RINGLEADER_FIELDS(close)

} // namespace bank

RINGLEADER_TYPES(bank, bank::deposit, bank::withdraw, bank::transfer, bank::get_balance,
                 bank::close)

namespace bank {

enum class problem { insufficient_funds = 1 };

using account =
  ringleader::interface<std::int64_t(deposit), std::int64_t(withdraw), std::int64_t(transfer),
                        std::int64_t(get_balance), void(close)>;
const ringleader::entity_type<account> accounts{"account"};

struct account_state {
  std::int64_t cents = 0;
};

struct account_actor : ringleader::entity<account, account_state> {
  using money = ringleader::reply<std::int64_t>;

  explicit account_actor(ringleader::entities<account> others) : others_(others) {}

  void on_start() {
    every(1min, [this] { state().cents += state().cents / 100; }); // interest
  }

  std::int64_t on(const deposit& m) { return state().cents += m.cents; }
  std::int64_t on(const get_balance&) { return state().cents; }
  void on(const close&) { passivate(); }

  money on(const withdraw& m) {
    if (state().cents < m.cents)
      return refuse(problem::insufficient_funds,
                    key() + " has only " + std::to_string(state().cents) + " cents");
    return state().cents -= m.cents;
  }

  money on(const transfer& m) {
    if (state().cents < m.cents)
      return refuse(problem::insufficient_funds, key() + " cannot send so much");
    state().cents -= m.cents;
    return later([=](ringleader::answer<std::int64_t> tell) mutable {
      auto done = [=](std::int64_t) mutable { tell(state().cents); };
      auto failed = [=](const caf::error& why) mutable {
        if (!ringleader::may_have_happened(why)) state().cents += m.cents;
        tell.fail(why);
      };
      others_[m.to].ask(self(), 1s, deposit{m.cents}).then(done, failed);
    });
  }

private:
  ringleader::entities<account> others_;
};

/// Nobody else in the cluster writes a report meanwhile; the token is for where it is stored.
bool report(ringleader::node& node, const ringleader::entities<account>& all) {
  auto held = ringleader::scoped_lock::acquire(node.locks(), {"report", 10s});
  if (!held) return false;
  for (auto* name : {"alice", "bob"}) {
    auto cents = all[name].call(5s, get_balance{});
    if (!cents) return false;
    std::cout << name << " has " << *cents << std::endl;
  }
  return held->still_held();
}

int run(ringleader::node& node) {
  auto all = node.host<account_actor>(accounts, {}, node.route(accounts));
  if (!all["alice"].call(30s, deposit{500})) return 1;
  auto refused = all["bob"].call(5s, withdraw{1});
  if (refused || !is_refusal(refused.error(), problem::insufficient_funds)) return 1;
  std::cout << refused.error().message << std::endl;
  auto left = all["alice"].call(5s, transfer{"bob", 450});
  if (!left || *left != 50) return 1;
  return report(node, all) ? 0 : 1;
}

} // namespace bank

int main(int argc, char** argv) { return ringleader::run<bank::types>(argc, argv, bank::run); }

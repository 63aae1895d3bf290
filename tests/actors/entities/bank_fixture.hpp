// SPDX-License-Identifier: BSD-3-Clause
// A cluster of three that hosts accounts, asked from its first node: of each test's keys some live
// there and some do not.
#pragma once

#include "../../simulation/cluster/cluster_fixture.hpp"

#include <ringleader/ringleader.hpp>

#include <future>
#include <map>
#include <stdexcept>

namespace entity_bank {

struct deposit {
  std::int64_t cents = 0;
};
struct withdraw {
  std::int64_t cents = 0;
};
struct balance_after {
  std::chrono::milliseconds pause{};
};
struct close {};
struct explode {
  std::string why;
};
struct never_answer {};
RINGLEADER_FIELDS(deposit, cents)
RINGLEADER_FIELDS(withdraw, cents)
RINGLEADER_FIELDS(balance_after, pause)
RINGLEADER_FIELDS(close)
RINGLEADER_FIELDS(explode, why)
RINGLEADER_FIELDS(never_answer)

} // namespace entity_bank

RINGLEADER_TYPES(entity_bank, entity_bank::deposit, entity_bank::withdraw,
                 entity_bank::balance_after, entity_bank::close, entity_bank::explode,
                 entity_bank::never_answer)

namespace entity_bank {

using namespace ringleader;
using namespace cluster_test;

enum class bank_errc { unknown_account = 1, insufficient_funds };

using account =
  interface<std::int64_t(deposit), std::int64_t(withdraw), std::int64_t(balance_after), void(close),
            std::int64_t(explode), std::int64_t(never_answer)>;
inline const entity_type<account> accounts{"account"};

/// What the accounts of a cluster did.
struct ledger {
  std::map<std::string, std::string> node_of; // by key
  std::map<std::string, std::vector<stop_reason>> stops;
  std::map<std::string, std::uint64_t> ticks;
  bool fails_to_start = false;
};

struct account_state {
  std::int64_t cents = 0;
};

struct account_actor : entity<account, account_state> {
  explicit account_actor(ledger* notes) : notes_(notes) {}

  std::int64_t on(const deposit& m) { return state().cents += m.cents; }

  reply<std::int64_t> on(const withdraw& m) {
    if (state().cents < m.cents)
      return refuse(bank_errc::insufficient_funds,
                    key() + " has only " + std::to_string(state().cents) + " cents");
    return state().cents -= m.cents;
  }

  reply<std::int64_t> on(const balance_after& m) {
    return later([=](answer<std::int64_t> tell) {
      once(m.pause, [this, tell]() mutable { tell(state().cents); });
    });
  }

  void on(const close&) { passivate(); }

  std::int64_t on(const explode& m) { throw std::runtime_error(m.why); }

  reply<std::int64_t> on(const never_answer&) {
    return later([](const answer<std::int64_t>&) {});
  }

  void on_start() {
    if (notes_->fails_to_start) throw std::runtime_error("no room in the vault");
    notes_->node_of[key()] = node();
    auto ticker = every(1s, [this] { ++notes_->ticks[key()]; });
    once(3500ms, [this, ticker] { cancel(ticker); });
  }

  void on_stop(stop_reason why) { notes_->stops[key()].push_back(why); }

private:
  ledger* notes_;
};

using money = result<std::int64_t>;

struct bank_cluster {
  ledger notes;
  loaded_cluster cluster;
  cluster_simulation& nodes = cluster.nodes;

  explicit bank_cluster(std::uint64_t seed,
                        const std::function<void(std::size_t, node_options&)>& tune = {})
    : cluster(options(this, seed, tune)) {
    nodes.start_all();
    REQUIRE(cluster.progresses(8s));
    nodes.run_for(8s); // balanced
  }

  static cluster_options options(bank_cluster* self, std::uint64_t seed,
                                 const std::function<void(std::size_t, node_options&)>& tune) {
    auto wanted = with_seed(seed);
    wanted.tune = tune;
    wanted.add_types = [](system_config& cfg) { cfg.add_types<types>(); };
    wanted.on_start = [self](simulated_node& n) {
      n.node().host<account_actor>(accounts, entity_options{}, &self->notes);
    };
    return wanted;
  }

  entities<account> reached() { return nodes.node(0).route(accounts); }

  /// Runs the cluster until the answer is there.
  template <class T> T get(std::future<T> answer, duration bound = 10s) {
    auto there = [&] { return answer.wait_for(0s) == std::future_status::ready; };
    REQUIRE(nodes.run_until(there, bound));
    return answer.get();
  }

  template <class Message> auto ask(const std::string& key, Message what, duration timeout = 2s) {
    return get(reached()[key].call_async(timeout, std::move(what)));
  }

  /// Keys of which one lives on the asking node and one does not, by where a deposit went.
  std::vector<std::string> near_and_far() {
    std::string near, far;
    for (int i = 0; near.empty() || far.empty(); ++i) {
      auto key = "alice" + std::to_string(i);
      auto said = ask(key, deposit{3});
      INFO((said ? "" : to_string(said.error())));
      REQUIRE(said.ok());
      (notes.node_of[key] == nodes.node(0).name() ? near : far) = key;
    }
    return {near, far};
  }

  std::size_t timers_of_first() {
    auto& clock =
      dynamic_cast<caf::scheduler::test_coordinator&>(nodes.at(0).system().scheduler()).clock();
    return clock.schedule().size();
  }
};

} // namespace entity_bank

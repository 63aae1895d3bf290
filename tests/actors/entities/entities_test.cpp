// SPDX-License-Identifier: BSD-3-Clause
// Entities as an application writes them, and calls of plain threads.
#include "bank_fixture.hpp"

using namespace entity_bank;

TEST_CASE("a handler answers at once or later") {
  bank_cluster bank{711};
  for (auto& key : bank.near_and_far()) {
    auto begun = bank.nodes.now();
    CHECK(*bank.ask(key, balance_after{300ms}) == 3);
    CHECK(bank.nodes.now() - begun >= 290ms);
  }
}

TEST_CASE("what the answered calls of a thread leave behind does not grow") {
  bank_cluster bank{712};
  auto keys = bank.near_and_far();
  for (auto& key : keys) {
    auto before = bank.timers_of_first();
    for (int i = 0; i < 1000; ++i) REQUIRE(bank.ask(key, deposit{1}, 60min).ok());
    CHECK(bank.timers_of_first() < before + 20); // those of the node and its workload
  }
}

TEST_CASE("what one thread sends to one key keeps its order") {
  bank_cluster bank{713};
  for (auto& key : bank.near_and_far()) {
    std::vector<std::future<money>> all;
    auto one = bank.reached()[key];
    for (int i = 0; i < 50; ++i) all.push_back(one.call_async(5s, deposit{1}));
    for (int i = 0; i < 50; ++i)
      CHECK(*bank.get(std::move(all[static_cast<std::size_t>(i)])) == 4 + i);
  }
}

TEST_CASE("passivation loses no message and tells the entity why") {
  bank_cluster bank{714};
  for (auto& key : bank.near_and_far()) {
    auto one = bank.reached()[key];
    auto closed = one.call_async(5s, close{});
    auto after = one.call_async(5s, deposit{1});
    CHECK(bank.get(std::move(closed)).ok());
    auto cents = bank.get(std::move(after));
    REQUIRE(cents.ok());
    CHECK((*cents == 1 || *cents == 4)); // behind the end, or before it was begun
    bank.nodes.run_for(1s);
    CHECK(bank.notes.stops[key] == std::vector<stop_reason>{stop_reason::passivated});
  }
}

TEST_CASE("an entity's timers are its own and end when it says so") {
  bank_cluster bank{715};
  auto key = bank.near_and_far()[0];
  bank.nodes.run_for(10s);
  CHECK(bank.notes.ticks[key] == 3);
}

TEST_CASE("a told message is handled and not answered") {
  bank_cluster bank{716};
  for (auto& key : bank.near_and_far()) {
    std::size_t unasked = 0;
    bank.nodes.at(0).spawn([&, one = bank.reached()[key]](caf::event_based_actor* self) {
      one.tell(self, deposit{7});
      return caf::behavior{[&](std::int64_t) { ++unasked; }};
    });
    bank.nodes.run_for(500ms);
    CHECK(*bank.ask(key, deposit{0}) == 10);
    CHECK(unasked == 0);
  }
}

TEST_CASE("hosting one name twice ends the node with a reason instead of aborting it") {
  bank_cluster bank{717};
  auto& first = bank.nodes.node(0);
  auto again = first.host<account_actor>(accounts, entity_options{}, &bank.notes);
  auto said = bank.get(again["alice"].call_async(1s, deposit{1}));
  REQUIRE_FALSE(said.ok());
  CHECK(said.error().message.find("'account' is hosted by this node already") != std::string::npos);
  REQUIRE(bank.nodes.at(0).failed());
  CHECK(*bank.nodes.at(0).failed() == said.error());
  using journal = interface<std::int64_t(deposit)>;
  auto other = bank.nodes.node(1).route(entity_type<journal>{"account"});
  auto refused = bank.get(other["alice"].call_async(1s, deposit{1}));
  REQUIRE_FALSE(refused.ok());
  CHECK(refused.error().code == errc::incompatible_type);
}

namespace {

using bell = caf::typed_actor<caf::replies_to<caf::tick_atom>::with<caf::ok_atom>>;

bell::behavior_type never_ring(bell::pointer self) {
  return {[=](caf::tick_atom) { return self->make_response_promise<caf::ok_atom>(); }};
}

using queue = interface<std::int64_t(deposit)>;
const entity_type<queue> queues{"queue"};

/// Takes one message and no other.
struct stuck : entity<queue> {
  reply<std::int64_t> on(const deposit&) {
    self()
      ->request(self()->spawn(never_ring), caf::infinite, caf::tick_atom_v)
      .await([](caf::ok_atom) {});
    return later([](const answer<std::int64_t>&) {});
  }
};

} // namespace

TEST_CASE("a type's own bound on the mailbox is kept, near and far") {
  bank_cluster bank{718};
  for (std::size_t i = 1; i < 3; ++i)
    bank.nodes.node(i).host<stuck>(queues, entity_options{}.mailbox_max(2));
  auto all = bank.nodes.node(0).host<stuck>(queues, entity_options{}.mailbox_max(2));
  for (std::string key : {"a", "b", "c", "d", "e", "f"}) {
    std::vector<std::future<money>> asked;
    for (int i = 0; i < 100; ++i) asked.push_back(all[key].call_async(1s, deposit{}));
    std::size_t full = 0;
    for (auto& one : asked)
      if (auto said = bank.get(std::move(one)); said.error().code == errc::overloaded) ++full;
    CHECK(full == 97);
  }
}

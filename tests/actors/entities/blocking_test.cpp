// SPDX-License-Identifier: BSD-3-Clause
// A thread that asks through a scoped_actor, on the scheduler of a real process: what it was
// answered leaves nothing in its mailbox, where every later receive would walk over it.
#include "bank_fixture.hpp"

#include <caf/scoped_actor.hpp>

using namespace entity_bank;

TEST_CASE("answered and unanswered asks of a scoped actor leave its mailbox empty") {
  set_log_level();
  system_config config{2};
  config.add_types<types>();
  caf::actor_system sys{config};
  node_options options;
  options.listen = {"127.0.0.1", 0};
  auto started = node::start(sys, options);
  REQUIRE(started.ok());
  ledger notes;
  auto alice = started->host<account_actor>(accounts, entity_options{}, &notes)["alice"];
  REQUIRE(alice.call(30s, deposit{1}).ok()); // it founds a cluster first
  caf::scoped_actor self{sys};
  std::int64_t cents = 0;
  for (int i = 0; i < 200; ++i)
    alice.ask(self, 100ms, deposit{1})
      .receive([&](std::int64_t now) { cents = now; }, [](const caf::error&) {});
  CHECK(cents > 1);
  // When this one is given up, the time of all those before is over.
  auto unknown = false;
  alice.ask(self, 1s, never_answer{})
    .receive([](std::int64_t) {},
             [&](const caf::error& err) { unknown = code_of(err) == errc::outcome_unknown; });
  CHECK(unknown);
  CHECK(self->mailbox().size() == 0);
  started->stop();
}

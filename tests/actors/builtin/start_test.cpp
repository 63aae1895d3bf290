// SPDX-License-Identifier: BSD-3-Clause
// A node that has started takes messages at once: on the scheduler of a real process, where the
// supervisor and its children come to life beside the thread that started them.
#include <ringleader/actors/node/node.hpp>
#include <ringleader/actors/node/tree.hpp>
#include <ringleader/actors/runtime/system_config.hpp>
#include <ringleader/drivers/log/logging.hpp>

#include <caf/scoped_actor.hpp>
#include <caf/send.hpp>

#include <catch2/catch.hpp>

using namespace ringleader;

namespace {

node_options alone() {
  log::settings quiet;
  quiet.at.of.fill(log::level::off);
  REQUIRE(log::configure(quiet));
  node_options options;
  options.listen = {"127.0.0.1", 0};
  return options;
}

/// Acquires and releases once; false if the lock was refused.
bool lock_once(caf::scoped_actor& self, const lock_manager& locks) {
  bool both = false;
  self->request(locks, caf::infinite, acquire{"door"})
    .receive(
      [&](const lock_grant& grant) {
        self->request(locks, caf::infinite, release{grant})
          .receive([&](bool held) { both = held; }, [](const caf::error&) {});
      },
      [](const caf::error&) {});
  return both;
}

} // namespace

TEST_CASE("every built-in actor is there when start answers") {
  auto options = alone();
  system_config config{1};
  caf::actor_system sys{config};
  for (int round = 0; round < 20; ++round) {
    auto started = node::start(sys, options);
    REQUIRE(started.ok());
    auto& book = started->tree().context().book;
    for (std::size_t i = 0; i < child_count; ++i) {
      auto who = static_cast<child>(i);
      INFO(to_string(who) << " in round " << round);
      CHECK(book.get(who));
    }
    started->stop();
  }
}

TEST_CASE("whoever asks is answered while the transport dies and is opened anew") {
  system_config config{2};
  caf::actor_system sys{config};
  auto started = node::start(sys, alone());
  REQUIRE(started.ok());
  caf::scoped_actor self{sys};
  auto locks = started->locks();
  while (!lock_once(self, locks)) {} // it founds a cluster and opens a session first
  auto& book = started->tree().context().book;
  for (int round = 0; round < 5; ++round) {
    auto victim = book.get(child::transport);
    caf::anon_send_exit(victim, caf::exit_reason::kill);
    for (bool anew = false; !anew;) {
      CHECK(lock_once(self, locks));
      auto present = book.get(child::transport);
      anew = present && present != victim;
    }
  }
  started->stop();
}

// SPDX-License-Identifier: BSD-3-Clause
// A node that has started takes messages at once: on the scheduler of a real process, where the
// supervisor and its children come to life beside the thread that started them.
#include <ringleader/actors/node/node.hpp>
#include <ringleader/actors/node/system_config.hpp>
#include <ringleader/drivers/logging.hpp>

#include <catch2/catch.hpp>

using namespace ringleader;

TEST_CASE("every built-in actor is there when start answers") {
  log::settings quiet;
  quiet.at.of.fill(log::level::off);
  REQUIRE(log::configure(quiet));
  system_config config{1};
  caf::actor_system sys{config};
  node_options options;
  options.listen = {"127.0.0.1", 0};
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

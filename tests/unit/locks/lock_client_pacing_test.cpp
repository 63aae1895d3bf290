// SPDX-License-Identifier: BSD-3-Clause
// What a lock client gives back by itself it proposes a part at a time, so that the thread it runs
// on is free in between.
#include <ringleader/locks/lock_client.hpp>

#include <catch2/catch.hpp>

#include <set>

using namespace ringleader;
using namespace ringleader::locks;
using namespace std::chrono_literals;

namespace {

std::size_t proposals_in(const client_effects& effects, std::set<claim_id>& released) {
  std::size_t count = 0;
  for (auto& fx : effects)
    if (auto* asked = std::get_if<propose>(&fx)) {
      ++count;
      if (auto* what = std::get_if<release_lock>(&asked->what)) released.insert(what->claim);
    }
  return count;
}

/// Holds so many locks of one asker.
struct holding_client {
  explicit holding_client(std::size_t count) {
    client.step(node_lease{session_id{1}, now + 1h, false}, now);
    client.step(session_seen{session_id{1}}, now);
    for (std::size_t i = 1; i <= count; ++i) {
      acquire what;
      what.ask = ask_id{i};
      what.asker = asker_id{7};
      what.owner = i;
      what.wants = {{"lock" + std::to_string(i), lock_mode::exclusive, 0, 0}};
      for (auto& fx : client.step(what, now))
        if (auto* asked = std::get_if<propose>(&fx))
          client.step(concluded{asked->cookie, granted{fencing_token{i}, {}}, {}}, now);
    }
  }

  lock_client client{lock_client_options{}, 1};
  instant now{1s};
};

} // namespace

TEST_CASE("the locks of an asker that ended are given back a part at a time, all of them") {
  constexpr std::size_t count = 1'000;
  holding_client world{count};
  REQUIRE(world.client.claims() == count);
  std::set<claim_id> released;
  auto most = lock_client::sent_in_step_max;
  CHECK(proposals_in(world.client.step(asker_gone{asker_id{7}, true}, world.now), released) ==
        most);
  int steps = 0;
  while (world.client.next_deadline() <= world.now && ++steps < 100)
    CHECK(proposals_in(world.client.step(tick{}, world.now), released) <= most);
  CHECK(released.size() == count);
  CHECK(steps == 3);
}

// SPDX-License-Identifier: BSD-3-Clause
#include <ringleader/base/random.hpp>
#include <ringleader/formation/forming.hpp>

#include <catch2/catch.hpp>

using namespace ringleader;
using namespace ringleader::formation;
using namespace std::chrono_literals;

namespace {

const store_id self{11};

forming_config config_of(std::uint64_t kind) {
  forming_config config;
  config.cluster_name = "bank";
  config.name = "n";
  config.self = self;
  config.advertise = {"n", 1};
  if (kind == 1) config.founders = {"a:1", "n:1"};
  config.has_seeds = kind == 2;
  config.fresh_cluster = cluster_id{7};
  return config;
}

/// Another process at a:1, or b:1, or a tool.
peer_came any_peer(random_source& random) {
  auto number = random.below(3);
  return {store_id{12 + number},
          {number == 0 ? "a" : "b", 1},
          number == 2 ? peer_role::admin : peer_role::node};
}

founding_received any_founder(random_source& random) {
  founding_message m{"bank", {"a:1", "n:1"}, "a:1", "a", store_id{12}, {}, {}};
  if (random.chance(500)) m.answers = self;
  if (random.chance(300)) m.first = {cluster_id{8}, {store_id{random.chance(500) ? 11u : 12u}}, {}};
  return {m};
}

forming_event any_event(random_source& random) {
  switch (random.below(9)) {
  case 0: return any_peer(random);
  case 1: return peer_went{store_id{12 + random.below(3)}};
  case 2: return any_founder(random);
  case 3: return forming_stored{ticket{1}};
  case 4: return join_asked{store_id{12}, {store_id{12}, "x", {"x", 1}, random.chance(500)}};
  case 5: return join_answered{{cluster_id{random.below(3)}}};
  case 6: return leader_known{store_id{10 + random.below(3)}};
  default: return founding_tick{};
  }
}

/// Ends the run where an effect breaks what the machine promises.
struct promises {
  bool has_cluster = false;
  bool has_log = false;
  std::uint64_t tickets = 0;
  std::map<store_id, instant> asked;

  void see(const forming_effect& fx, instant now) {
    INFO(to_string(fx));
    if (auto* write = std::get_if<store_cluster>(&fx)) {
      REQUIRE(write->id.value == ++tickets);
      REQUIRE_FALSE(has_log);
    } else if (std::holds_alternative<adopt_cluster>(fx)) {
      REQUIRE_FALSE(has_cluster);
      has_cluster = true;
    } else if (std::holds_alternative<start_log>(fx)) {
      REQUIRE(has_cluster);
      REQUIRE_FALSE(has_log);
      has_log = true;
    } else if (std::holds_alternative<send_join_answer>(fx) ||
               std::holds_alternative<feed_learner>(fx)) {
      REQUIRE(has_log);
    } else if (auto* ask = std::get_if<send_join_ask>(&fx); ask && ask->what.store == self) {
      auto before = asked.find(ask->to);
      REQUIRE((before == asked.end() || now - before->second >= 500ms));
      asked[ask->to] = now;
    }
  }
};

} // namespace

TEST_CASE("whatever comes, one log starts, in an adopted cluster, and asks keep their pace") {
  std::uint64_t started = 0;
  for (std::uint64_t seed = 1; seed <= 600; ++seed) {
    INFO("seed " << seed);
    random_source random{seed};
    auto now = instant{} + 1h;
    forming machine{config_of(seed % 3), now};
    promises kept;
    auto feed = [&](const forming_event& what) {
      for (auto& fx : machine.step(what, now)) kept.see(fx, now);
      CHECK(machine.tickets_used() == kept.tickets);
    };
    stored_state stored;
    stored.identity.store = self;
    feed(began{stored});
    for (int i = 0; i < 60; ++i) {
      // Only what was asked for becomes durable.
      auto what = any_event(random);
      if (std::holds_alternative<forming_stored>(what) && (kept.tickets == 0 || kept.has_log))
        continue;
      feed(what);
      now += random.between(0ms, 200ms);
    }
    started += kept.has_log ? 1 : 0;
  }
  CHECK(started > 400);
}

TEST_CASE("a tick before its time, and an answer while a cluster may be founded, do nothing") {
  auto now = instant{} + 1h;
  forming founder{config_of(1), now};
  stored_state stored;
  stored.identity.store = self;
  founder.step(began{stored}, now);
  CHECK(founder.step(founding_tick{}, now).empty());
  CHECK(founder.step(join_answered{{cluster_id{8}}}, now).empty());
  CHECK(founder.next_deadline() == now + 200ms);
}

// SPDX-License-Identifier: BSD-3-Clause
#include <ringleader/base/codec/decoder.hpp>
#include <ringleader/base/codec/encoder.hpp>
#include <ringleader/base/random.hpp>
#include <ringleader/formation/founding.hpp>

#include <catch2/catch.hpp>

using namespace ringleader;
using namespace ringleader::consensus;
using namespace ringleader::formation;
using namespace std::chrono_literals;

namespace {

founding_config config_of(const std::string& endpoint, std::uint64_t store) {
  founding_config config;
  config.cluster_name = "bank";
  config.name = endpoint;
  config.endpoint = endpoint;
  config.founders = {"a", "b", "c"};
  config.self = store_id{store};
  config.fresh_cluster = cluster_id{store * 100};
  return config;
}

/// Three founders that start, crash and restart at random on a network that loses, doubles and
/// delays; directories survive.
struct random_founding {
  explicit random_founding(std::uint64_t seed) : random(seed) {}

  void feed(std::size_t at, const founding_event& what) {
    if (!machines[at]) return;
    for (auto& e : machines[at]->step(what, now)) {
      if (auto* out = std::get_if<founding_send>(&e))
        network.push_back({out->endpoint, *decode<founding_message>(encode(out->what))});
      if (auto* write = std::get_if<store_founding>(&e)) writes[at] = write->first;
      if (auto* done = std::get_if<founded>(&e)) {
        REQUIRE(disks[at] == done->first);
        ++foundings;
      }
      REQUIRE_FALSE(std::holds_alternative<join_as_learner>(e));
      REQUIRE_FALSE(std::holds_alternative<founding_refused>(e));
    }
  }

  void start(std::size_t at) {
    writes[at].reset();
    machines[at].emplace(config_of(names[at], at + 1), disks[at], now);
  }

  void deliver_one() {
    if (network.empty()) return;
    auto at = static_cast<std::ptrdiff_t>(random.below(network.size()));
    auto mail = network[static_cast<std::size_t>(at)];
    if (!random.chance(100)) network.erase(network.begin() + at);
    feed(static_cast<std::size_t>(mail.first[0] - 'a'), founding_received{mail.second});
  }

  void persist(std::size_t at) {
    if (!writes[at]) return;
    if (disks[at]) REQUIRE(disks[at] == writes[at]);
    disks[at] = writes[at];
    writes[at].reset();
    feed(at, founding_stored{});
  }

  void step() {
    auto at = random.below(3);
    now += 20ms;
    switch (random.below(8)) {
    case 0: start(at); break;
    case 1: machines[at].reset(), writes[at].reset(); break;
    case 2: persist(at); break;
    case 3:
      if (!network.empty()) network.erase(network.begin());
      break;
    case 4: feed(at, founding_tick{}); break;
    default: deliver_one();
    }
  }

  const std::string names[3] = {"a", "b", "c"};
  random_source random;
  std::optional<founding> machines[3];
  std::optional<configuration> disks[3];
  std::optional<configuration> writes[3];
  std::vector<std::pair<std::string, founding_message>> network;
  instant now{};
  int foundings = 0;
};

} // namespace

TEST_CASE("whatever starts, crashes and gets lost, the founders agree, and end once all run") {
  int foundings = 0;
  for (std::uint64_t seed = 1; seed <= 300; ++seed) {
    random_founding world{seed};
    INFO("seed " << seed);
    for (int i = 0; i < 100; ++i) world.step();
    for (std::size_t at = 0; at < 3; ++at)
      if (!world.machines[at]) world.start(at);
    for (int i = 0; i < 20; ++i) {
      world.now += 200ms;
      for (std::size_t at = 0; at < 3; ++at) world.feed(at, founding_tick{});
      for (int n = 0; n < 100; ++n) world.deliver_one();
      for (std::size_t at = 0; at < 3; ++at) world.persist(at);
    }
    for (auto& disk : world.disks) {
      REQUIRE(disk);
      REQUIRE(*disk == *world.disks[0]);
    }
    for (auto& machine : world.machines) REQUIRE(machine->is_founded());
    foundings += world.foundings;
  }
  CHECK(foundings > 600);
}

TEST_CASE("flags that cannot found a cluster are refused with what to do") {
  auto why = [](auto change) {
    auto config = config_of("a", 1);
    change(config);
    auto checked = config.validate();
    return checked ? std::string("valid") : checked.error().message;
  };
  CHECK(why([](auto&) {}) == "valid");
  CHECK_THAT(why([](auto& c) {
               c.founders = {"b", "c"};
             }),
             Catch::Contains("does not name this node"));
  CHECK_THAT(why([](auto& c) { c.founders = {"a", "a"}; }), Catch::Contains("twice"));
  CHECK_THAT(why([](auto& c) { c.founders = {}; }), Catch::Contains("1 to 7"));
  CHECK_THAT(why([](auto& c) { c.name = ""; }), Catch::Contains("name"));
  CHECK_THAT(why([](auto& c) { c.self = {}; }), Catch::Contains("store id"));
  CHECK_THAT(why([](auto& c) { c.resend_interval = 1ms; }), Catch::Contains("resend"));
}

TEST_CASE("a configuration that no founder can have made is not adopted") {
  founding machine{config_of("b", 2), std::nullopt, instant{}};
  founding_message m{"bank", {"a", "b", "c"}, "a", "a", store_id{1}, store_id{2}, {}};
  m.first = {cluster_id{7}, {store_id{2}, store_id{1}, store_id{2}}, {store_id{2}}};
  CHECK(machine.step(founding_received{m}, instant{}).empty());
  m.first = {cluster_id{7}, {store_id{1}, store_id{2}, store_id{3}}, {}};
  CHECK(machine.step(founding_received{m}, instant{}) ==
        std::vector<founding_effect>{store_founding{m.first}});
}

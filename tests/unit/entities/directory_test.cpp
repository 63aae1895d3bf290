// SPDX-License-Identifier: BSD-3-Clause
#include <ringleader/base/random.hpp>
#include <ringleader/entities/directory.hpp>

#include <catch2/catch.hpp>

#include <algorithm>
#include <map>
#include <set>

using namespace ringleader;
using namespace std::chrono_literals;

namespace {

constexpr std::uint32_t partitions = 4;

partition_id partition_of_key(const std::string& key) {
  return partition_id{static_cast<std::uint32_t>(key.back() - '0') % partitions};
}

/// The activations as they really are, and the invariants of directory.hpp.
class host {
public:
  explicit host(const directory_options& options) : options_(options), machine(options) {}

  void step(const directory_event& event) {
    INFO(to_string(event));
    if (std::holds_alternative<freeze_entities>(event)) frozen = true;
    if (std::holds_alternative<thaw_entities>(event)) frozen = false;
    for (const auto& effect : machine.step(event, now)) {
      INFO(to_string(effect));
      if (auto* e = std::get_if<spawn_entity>(&effect)) spawn(*e);
      if (auto* e = std::get_if<forward_request>(&effect)) forward(*e);
      if (auto* e = std::get_if<refuse_request>(&effect)) REQUIRE(open.erase(e->request) == 1);
      if (auto* e = std::get_if<stop_entity>(&effect)) stop(*e);
      if (auto* e = std::get_if<partition_drained>(&effect)) drained(*e);
      if (auto* e = std::get_if<weigh_request>(&effect))
        CHECK(machine.step(request_weighed{e->request, e->slot, 7}, now).empty());
    }
    REQUIRE(lives.size() == machine.active());
    REQUIRE(lives.size() <= options_.active_max);
    REQUIRE(machine.stashed() == open.size());
    REQUIRE(open.size() <= options_.stash_total_max);
    REQUIRE(machine.stashed_bytes() == 7 * open.size());
  }

  void deliver(const std::string& key, partition_epoch epoch) {
    last_request = last_request.next();
    open[last_request] = key;
    step(deliver_message{last_request, {entity_type_id{1}, key}, partition_of_key(key), epoch});
  }

  /// Something that can happen to that activation now.
  void progress(entity_slot slot, random_source& random) {
    auto held = lives.at(slot);
    if (!held.up && random.chance(900)) {
      lives[slot].up = true;
      step(entity_started{slot});
    } else if (!held.up) {
      lives.erase(slot);
      step(entity_start_failed{slot});
    } else if (held.in_flight > 0 && random.chance(900)) {
      auto n = 1 + static_cast<std::uint32_t>(random.below(held.in_flight));
      lives[slot].in_flight -= n;
      step(requests_finished{slot, n});
    } else if (held.stopping || random.chance(50)) {
      lives.erase(slot);
      step(entity_stopped{slot, random.chance(300)});
    }
  }

  struct life {
    std::string key;
    std::uint32_t in_flight = 0;
    bool up = false;
    bool stopping = false;
  };

  directory_options options_;
  directory machine;
  instant now{};
  bool frozen = false;
  request_id last_request;
  std::map<entity_slot, life> lives;
  std::map<request_id, std::string> open; ///< neither forwarded nor refused
  std::map<partition_id, std::uint32_t> drains;

private:
  void spawn(const spawn_entity& e) {
    REQUIRE_FALSE(frozen);
    REQUIRE(e.slot);
    for (const auto& [slot, held] : lives) REQUIRE(held.key != e.entity.key);
    REQUIRE(slots_.insert(e.slot).second);
    REQUIRE(tokens_[e.entity.key] < e.token);
    tokens_[e.entity.key] = e.token;
    lives[e.slot].key = e.entity.key;
  }

  void forward(const forward_request& e) {
    REQUIRE_FALSE(frozen);
    auto& held = lives.at(e.slot);
    REQUIRE(held.up);
    REQUIRE_FALSE(held.stopping);
    REQUIRE(open.at(e.request) == held.key);
    REQUIRE(forwarded_[held.key] < e.request);
    forwarded_[held.key] = e.request;
    open.erase(e.request);
    ++held.in_flight;
  }

  void stop(const stop_entity& e) {
    auto& held = lives.at(e.slot);
    REQUIRE(held.up);
    REQUIRE_FALSE(held.stopping);
    if (e.cause == stop_cause::idle || e.cause == stop_cause::room) REQUIRE(held.in_flight == 0);
    held.stopping = true;
  }

  void drained(const partition_drained& e) {
    for (const auto& [slot, held] : lives) REQUIRE(partition_of_key(held.key) != e.partition);
    for (const auto& [request, key] : open) REQUIRE(partition_of_key(key) != e.partition);
    ++drains[e.partition];
  }

  std::set<entity_slot> slots_; ///< that were ever used
  std::map<std::string, activation_token> tokens_;
  std::map<std::string, request_id> forwarded_;
};

directory_options small() {
  directory_options options;
  options.partitions = partitions;
  options.idle_after = 1s;
  options.active_max = 8;
  options.waiting_max = 3;
  options.stash_max = 5;
  options.stash_total_max = 20;
  options.retry_pause = 100ms;
  options.retry_pause_max = 1s;
  return options;
}

void random_event(host& world, random_source& random, partition_epoch& epoch) {
  auto p = partition_id{static_cast<std::uint32_t>(random.below(partitions))};
  auto what = random.below(1000);
  if (what < 10)
    world.step(serve_partition{p, epoch = epoch.next()});
  else if (what < 20)
    world.step(drain_partition{p});
  else if (what < 25)
    world.step(freeze_entities{});
  else if (what < 45)
    world.step(thaw_entities{});
  else if (what < 500 && !world.lives.empty()) {
    auto at = world.lives.begin();
    std::advance(at, static_cast<long>(random.below(world.lives.size())));
    world.progress(at->first, random);
  } else if (what < 600) {
    world.step(sweep_idle{});
  } else if (what < 620) {
    world.step(entity_stopped{entity_slot{random.below(9)}, true}); // long gone
  } else {
    world.deliver("key" + std::to_string(random.below(30)),
                  random.chance(20) ? epoch.next() : partition_epoch{});
  }
}

} // namespace

TEST_CASE("no schedule loses, doubles or reorders a request, or breaks a bound") {
  for (std::uint64_t seed = 1; seed <= 60; ++seed) {
    CAPTURE(seed);
    random_source random{seed};
    host world{small()};
    partition_epoch epoch;
    for (std::uint32_t p = 0; p < partitions; ++p)
      world.step(serve_partition{partition_id{p}, epoch = epoch.next()});
    for (int i = 0; i < 3000; ++i) {
      world.now += random.between(0s, 50ms);
      random_event(world, random, epoch);
    }
    // Everything that was accepted is done with once the host is left to itself.
    world.step(thaw_entities{});
    for (int i = 0; i < 2000 && !world.open.empty(); ++i) {
      world.now += 10ms;
      auto slots = world.lives;
      for (const auto& [slot, held] : slots)
        if (world.lives.count(slot) != 0) world.progress(slot, random);
    }
    REQUIRE(world.open.empty());
    world.drains.clear();
    world.step(close_directory{});
    for (int i = 0; i < 2000 && !world.lives.empty(); ++i) {
      auto slots = world.lives;
      for (const auto& [slot, held] : slots)
        if (world.lives.count(slot) != 0) world.progress(slot, random);
    }
    REQUIRE(world.lives.empty());
    REQUIRE(world.machine.next_deadline() == never);
    for (std::uint32_t p = 0; p < partitions; ++p)
      REQUIRE_FALSE(world.machine.serves(partition_id{p}));
  }
}

TEST_CASE("an event of an activation that is gone changes nothing") {
  host world{small()};
  world.step(serve_partition{partition_id{0}, partition_epoch{1}});
  world.deliver("key0", {});
  auto first = world.lives.begin()->first;
  world.lives[first].up = true;
  world.step(entity_started{first});
  world.lives.erase(first);
  world.step(entity_stopped{first});
  world.deliver("key0", {});
  auto second = world.lives.begin()->first;
  CHECK(index_of(first) == index_of(second)); // the place is taken again, the id is not
  CHECK(first != second);
  world.step(entity_started{first});
  world.step(requests_finished{first, 1});
  world.step(entity_stopped{first, true});
  CHECK(world.machine.active() == 1);
}

TEST_CASE("the next deadline is the next passivation, or nothing") {
  host world{small()};
  world.step(serve_partition{partition_id{0}, partition_epoch{1}});
  CHECK(world.machine.next_deadline() == never);
  world.deliver("key0", {});
  auto slot = world.lives.begin()->first;
  world.lives[slot].up = true;
  world.step(entity_started{slot});
  CHECK(world.machine.next_deadline() == never);
  world.now += 5s;
  world.lives[slot].in_flight = 0;
  world.step(requests_finished{slot, 1});
  CHECK(world.machine.next_deadline() == world.now + 1s);
  world.step(freeze_entities{});
  CHECK(world.machine.next_deadline() == never);
}

TEST_CASE("options out of range are refused with the name of the option") {
  directory_options options;
  CHECK(options.validate().ok());
  options.stash_total_max = options.stash_max - 1;
  REQUIRE_FALSE(options.validate());
  CHECK(options.validate().error().message ==
        "stash_total_max 999 is too small; it must be 1000 to 10000000, so that what may wait for "
        "one entity may wait on the host");
  options = {};
  options.idle_after = 0s;
  CHECK_FALSE(options.validate());
  options = {};
  options.partitions = 0;
  CHECK_FALSE(options.validate());
}

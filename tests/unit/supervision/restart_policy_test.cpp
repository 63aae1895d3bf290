// SPDX-License-Identifier: BSD-3-Clause
#include <ringleader/supervision/restart_policy.hpp>

#include <catch2/catch.hpp>

#include <algorithm>
#include <map>

using namespace ringleader;
using namespace std::chrono_literals;

namespace {

const std::vector<child_spec> specs{{"a", restart_kind::permanent},
                                    {"b", restart_kind::transient},
                                    {"c", restart_kind::permanent},
                                    {"d", restart_kind::temporary},
                                    {"e", restart_kind::permanent}};

std::size_t index_of(const std::string& name) { return static_cast<std::size_t>(name[0] - 'a'); }

/// The children as they really are: a generation is there from its start until it is known stopped.
class real_children {
public:
  explicit real_children(restart_strategy strategy) : strategy_(strategy) {}

  void execute(const restart_effects& effects) {
    for (const auto& effect : effects) {
      REQUIRE_FALSE(closed);
      if (auto* start = std::get_if<start_child>(&effect)) begin(*start);
      if (auto* stop = std::get_if<stop_child>(&effect)) end(*stop);
      closed = std::holds_alternative<escalate>(effect) ||
               std::holds_alternative<children_stopped>(effect);
      if (closed) REQUIRE(there.empty());
    }
  }

  struct life {
    generation number;
    bool up = false;
    bool stopping = false;
  };
  std::map<std::string, life> there;
  bool closed = false;

private:
  void begin(const start_child& start) {
    REQUIRE(there.count(start.name) == 0);
    REQUIRE(start.number == newest_[start.name].next());
    newest_[start.name] = start.number;
    for (const auto& [name, held] : there) {
      REQUIRE((held.up || held.stopping)); // one starts at a time
      auto same_rebuild =
        strategy_ == restart_strategy::one_for_all ||
        (strategy_ == restart_strategy::rest_for_one && index_of(name) > index_of(start.name));
      if (same_rebuild) REQUIRE_FALSE(held.stopping);
    }
    there[start.name] = {start.number, false, false};
  }

  void end(const stop_child& stop) {
    auto found = there.find(stop.name);
    REQUIRE(found != there.end());
    REQUIRE(found->second.number == stop.number);
    REQUIRE_FALSE(found->second.stopping);
    found->second.stopping = true;
  }

  restart_strategy strategy_;
  std::map<std::string, generation> newest_;
};

/// Something that may happen to a random child now; stop_children once in a long while.
restart_event random_event(const real_children& world, random_source& random) {
  if (world.there.empty() || random.chance(50)) return restart_tick{};
  if (random.chance(3)) return stop_children{};
  auto at = world.there.begin();
  std::advance(at, static_cast<long>(random.below(world.there.size())));
  const auto& [name, life] = *at;
  if (random.chance(20)) return child_down{name, generation{life.number.value - 1}, true, {}};
  if (life.stopping) return child_stopped{name, life.number};
  if (!life.up && random.chance(900)) return child_started{name, life.number};
  if (random.chance(200)) return child_down{name, life.number, random.chance(800), {{name, "x"}}};
  return restart_tick{};
}

void record(real_children& world, const restart_event& event) {
  if (auto* e = std::get_if<child_started>(&event)) world.there[e->name].up = true;
  if (auto* e = std::get_if<child_stopped>(&event)) world.there.erase(e->name);
}

} // namespace

TEST_CASE("no schedule starts a child beside its older self or beside what is to be stopped") {
  for (std::uint64_t seed = 1; seed <= 300; ++seed) {
    CAPTURE(seed);
    random_source random{seed};
    restart_options options;
    options.strategy = static_cast<restart_strategy>(seed % 3);
    options.intensity = 20;
    options.period = 1s;
    restart_policy policy{"top", options, specs, random_source{seed}};
    real_children world{options.strategy};
    instant now{};
    world.execute(policy.step(start_children{}, now));
    for (int i = 0; i < 2000 && !world.closed; ++i) {
      now += random.between(0s, 20ms);
      auto event = random_event(world, random);
      record(world, event);
      world.execute(policy.step(event, now));
    }
    // Nothing fails any more: either it was closed, or all that is wanted runs within the pause.
    for (int i = 0; i < 200 && !world.closed; ++i) {
      now += options.pause_max;
      world.execute(policy.step(restart_tick{}, now));
      auto there = world.there;
      for (const auto& [name, life] : there) {
        restart_event event = restart_tick{};
        if (life.stopping)
          event = child_stopped{name, life.number};
        else if (!life.up)
          event = child_started{name, life.number};
        record(world, event);
        world.execute(policy.step(event, now));
      }
    }
    if (world.closed) continue;
    for (auto* name : {"a", "c", "e"}) REQUIRE(policy.running(name));
    REQUIRE(policy.next_deadline() == never);
  }
}

TEST_CASE("a pause is drawn between the part without jitter and the whole") {
  restart_options options;
  options.intensity = 10'000;
  options.pause = 100ms;
  options.pause_max = 100ms;
  options.jitter = 300;
  restart_policy policy{"top", options, {{"a"}}, random_source{3}};
  instant now{};
  auto effects = policy.step(start_children{}, now);
  duration least = 1h;
  duration most{};
  for (int i = 1; i <= 500; ++i) {
    auto number = generation{static_cast<std::uint64_t>(i)};
    policy.step(child_down{"a", number, true, {}}, now);
    policy.step(child_stopped{"a", number}, now);
    auto due = policy.next_deadline();
    least = std::min(least, duration{due - now});
    most = std::max(most, duration{due - now});
    now = due;
    REQUIRE(policy.step(restart_tick{}, now) == restart_effects{start_child{"a", number.next()}});
  }
  CHECK(least >= 70ms);
  CHECK(least < 72ms);
  CHECK(most <= 100ms);
  CHECK(most > 98ms);
}

TEST_CASE("an escalation from below is carried on with its causes") {
  restart_options options;
  options.intensity = 0;
  restart_policy policy{"node", options, {{"log"}}, random_source{1}};
  policy.step(start_children{}, instant{});
  cause_chain below{{"log", "exceeded 5 restarts in 30s"}, {"disk", "io_error"}};
  policy.step(child_down{"log", generation{1}, true, below}, instant{});
  auto effects = policy.step(child_stopped{"log", generation{1}}, instant{});
  REQUIRE(effects.size() == 1);
  CHECK(to_string(effects.front()) ==
        "escalate (node: exceeded 0 restarts in 30s <- log: exceeded 5 restarts in 30s"
        " <- disk: io_error)");
}

TEST_CASE("a policy that never started stops at once") {
  restart_policy policy{"top", {}, {{"a"}}, random_source{1}};
  CHECK(policy.step(stop_children{}, instant{}) == restart_effects{children_stopped{}});
  CHECK(policy.step(restart_tick{}, instant{}).empty());
}

TEST_CASE("options out of range are refused with the name of the option") {
  restart_options options;
  CHECK(options.validate().ok());
  options.pause = 10s;
  REQUIRE_FALSE(options.validate());
  CHECK(options.validate().error().message == "supervision: set pause to a value in 0..pause_max");
  options = {};
  options.jitter = 1001;
  CHECK_FALSE(options.validate());
  options = {};
  options.period = 0s;
  CHECK_FALSE(options.validate());
}

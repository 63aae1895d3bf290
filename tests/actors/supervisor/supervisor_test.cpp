// SPDX-License-Identifier: BSD-3-Clause
// The supervisor actor with toy children, on the deterministic scheduler. The rules themselves are
// tested on the machine (tests/scenarios/supervision); here it is that the actor follows them.
#include <ringleader/actors/runtime/messages.hpp>
#include <ringleader/actors/runtime/system_config.hpp>
#include <ringleader/actors/supervisor/messages.hpp>
#include <ringleader/actors/supervisor/supervisor.hpp>
#include <ringleader/drivers/log/logging.hpp>

#include <caf/scheduler/test_coordinator.hpp>
#include <caf/send.hpp>

#include <catch2/catch.hpp>

using namespace ringleader;
using namespace std::chrono_literals;

namespace {

struct test_config : system_config {
  test_config() : system_config(1) { set("scheduler.policy", caf::atom("testing")); }
};

using scheduler_type = caf::scheduler::test_coordinator;

struct scheduler_clock final : clock_port {
  explicit scheduler_clock(scheduler_type& s) : sched(s) {}
  instant now() const override { return instant{duration{sched.clock().now().time_since_epoch()}}; }
  scheduler_type& sched;
};

/// Lives until it is told to end.
caf::behavior toy(caf::event_based_actor* self) {
  return {[=](caf::ok_atom) { self->quit(); }};
}

struct family {
  test_config cfg;
  caf::actor_system sys{cfg};
  scheduler_type& sched = dynamic_cast<scheduler_type&>(sys.scheduler());
  std::map<std::string, caf::actor> now;
  std::vector<std::string> story;
  child_actors toddlers; // of the child "b"
  std::optional<std::string> escalated;
  bool fail_start = false;
  caf::actor top;

  family() {
    log::settings quiet;
    quiet.at.of.fill(log::level::off);
    REQUIRE(log::configure(quiet));
  }

  ~family() {
    caf::anon_send_exit(top, caf::exit_reason::kill);
    for (auto& child : now) caf::anon_send_exit(child.second, caf::exit_reason::kill);
    for (auto& member : toddlers.take()) caf::anon_send_exit(member, caf::exit_reason::kill);
    now.clear();
    top = nullptr;
    do {
      sched.clock().cancel_all();
      sched.run();
    } while (sched.has_job() || sched.has_pending_timeout());
  }

  void start(restart_options options, restart_kind kind = restart_kind::permanent) {
    std::vector<supervised> children;
    for (std::string name : {"a", "b", "c"}) {
      supervised s;
      s.spec = {name, kind};
      s.start = [this, name](generation number) -> result<caf::actor> {
        if (fail_start) return {errc::io_error, "the disk is gone"};
        story.push_back("start " + name + to_string(number));
        if (name == "b") toddlers.add(sys.spawn(toy));
        return caf::actor{sys.spawn(toy)};
      };
      s.publish = [this, name](caf::actor handle) { now[name] = std::move(handle); };
      if (name == "b") s.started = &toddlers;
      s.close = [this, name] { story.push_back("close " + name); };
      children.push_back(std::move(s));
    }
    top = sys.spawn<supervisor>("family", options, std::move(children),
                                std::make_shared<scheduler_clock>(sched), 1,
                                [this](const cause_chain& why) { escalated = to_string(why); });
    sched.run();
  }

  void let(duration pass) {
    auto end = sched.clock().now() + pass;
    for (;;) {
      sched.run();
      auto& timers = sched.clock().schedule();
      if (timers.empty() || timers.begin()->first > end) break;
      sched.advance_time(timers.begin()->first - sched.clock().now());
    }
  }

  void kill(const std::string& name) {
    caf::anon_send_exit(now[name], caf::exit_reason::kill);
    let(1s);
  }

  std::vector<std::string> told() { return std::exchange(story, {}); }
};

restart_options with(restart_strategy strategy) {
  restart_options options;
  options.strategy = strategy;
  options.pause = 10ms;
  return options;
}

using lines = std::vector<std::string>;

} // namespace

TEST_CASE("one_for_one starts only the dead child again, after its ports are closed") {
  family all;
  all.start(with(restart_strategy::one_for_one));
  CHECK(all.told() == lines{"start a1", "start b1", "start c1"});
  all.kill("a");
  CHECK(all.told() == lines{"close a", "start a2"});
}

TEST_CASE("one_for_all ends the other children in reverse before it starts all in order") {
  family all;
  all.start(with(restart_strategy::one_for_all));
  all.told();
  all.kill("b");
  CHECK(all.told() == lines{"close b", "close c", "close a", "start a2", "start b2", "start c2"});
}

TEST_CASE("rest_for_one leaves those before the dead child alone") {
  family all;
  all.start(with(restart_strategy::rest_for_one));
  all.told();
  auto first = all.now["a"];
  all.kill("b");
  CHECK(all.told() == lines{"close b", "close c", "start b2", "start c2"});
  CHECK(all.now["a"] == first);
}

TEST_CASE("everything that a dead child had started is gone before its ports are closed") {
  family all;
  all.start(with(restart_strategy::one_for_one));
  auto members = all.toddlers.take();
  REQUIRE(members.size() == 1);
  all.toddlers.add(members[0]);
  std::size_t gone_at = 0;
  members[0]->attach_functor([&] { gone_at = all.story.size() + 1; });
  members.clear();
  all.told();
  all.kill("b");
  CHECK(gone_at == 1); // nothing was told yet when it went
  CHECK(all.told() == lines{"close b", "start b2"});
}

TEST_CASE("a transient child that ends normally stays away, a permanent one comes back") {
  for (auto kind : {restart_kind::transient, restart_kind::permanent}) {
    family all;
    all.start(with(restart_strategy::one_for_one), kind);
    all.told();
    caf::anon_send(all.now["c"], caf::ok_atom_v);
    all.let(1s);
    auto expected =
      kind == restart_kind::transient ? lines{"close c"} : lines{"close c", "start c2"};
    CHECK(all.told() == expected);
  }
}

TEST_CASE("a child that fails too often is given up, with the chain of causes") {
  family all;
  auto options = with(restart_strategy::one_for_one);
  options.intensity = 2;
  all.start(options);
  for (int times = 0; times < 3 && !all.escalated; ++times) all.kill("c");
  REQUIRE(all.escalated);
  CHECK(all.escalated->find("family") != std::string::npos);
  CHECK(all.escalated->find("c: ") != std::string::npos);
  for (auto& child : all.now) CHECK_FALSE(child.second);
}

TEST_CASE("a child that cannot be started counts as dead and escalates in the end") {
  family all;
  auto options = with(restart_strategy::one_for_one);
  options.intensity = 2;
  all.start(options);
  all.fail_start = true;
  all.kill("a");
  all.let(10s);
  REQUIRE(all.escalated);
  CHECK(all.escalated->find("the disk is gone") != std::string::npos);
}

TEST_CASE("stop_tree ends all children in reverse and answers when the last is gone") {
  family all;
  all.start(with(restart_strategy::one_for_one));
  all.told();
  auto asker = all.sys.spawn([&](caf::event_based_actor* self) {
    self->request(all.top, caf::infinite, stop_tree{}).then([&](bool) {
      all.story.push_back("answered");
    });
  });
  asker = nullptr;
  all.let(1s);
  CHECK(all.told() == lines{"close c", "close b", "close a", "answered"});
}

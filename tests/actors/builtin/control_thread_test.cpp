// SPDX-License-Identifier: BSD-3-Clause
// Where actors of the control plane run, and that nothing they are told is lost when the transport
// whose thread they run on ends.
#include <ringleader/actors/runtime/control_actor.hpp>
#include <ringleader/actors/runtime/deadline_timer.hpp>
#include <ringleader/actors/runtime/system_config.hpp>
#include <ringleader/drivers/host/thread_policy.hpp>

#include <caf/scoped_actor.hpp>
#include <caf/send.hpp>

#include <catch2/catch.hpp>

#include <condition_variable>
#include <filesystem>
#include <fstream>
#include <future>
#include <sched.h>
#include <thread>

using namespace ringleader;

namespace {

using thread_number = std::uint64_t;

thread_number this_thread() { return std::hash<std::thread::id>{}(std::this_thread::get_id()); }

/// A transport that is nothing but its thread, which can be told to do nothing.
class bare_thread final : public transport {
public:
  explicit bare_thread(bool idle = false) : idle_(idle), thread_([this] { run(); }) {}
  ~bare_thread() override { stop(); }

  thread_number number() const { return std::hash<std::thread::id>{}(thread_.get_id()); }

  bool call_soon(std::function<void()> job) override {
    std::lock_guard<std::mutex> guard{mutex_};
    jobs_.push_back(std::move(job));
    changed_.notify_all();
    return true;
  }

  /// Until ring().
  bool call_after(duration wait, std::function<void()> job) override {
    std::lock_guard<std::mutex> guard{mutex_};
    later_.emplace_back(wait, std::move(job));
    return true;
  }

  std::size_t waiting() {
    std::lock_guard<std::mutex> guard{mutex_};
    return later_.size();
  }

  /// The time of the timers that wait has passed: they ring, and for how long they were set.
  std::vector<duration> ring() {
    std::vector<duration> waits;
    std::lock_guard<std::mutex> guard{mutex_};
    for (auto& [wait, job] : std::exchange(later_, {})) {
      waits.push_back(wait);
      jobs_.push_back(std::move(job));
    }
    changed_.notify_all();
    return waits;
  }

  void stop() override {
    {
      std::lock_guard<std::mutex> guard{mutex_};
      stopping_ = true;
      changed_.notify_all();
    }
    if (thread_.joinable()) thread_.join();
  }

  result<endpoint> start(transport_sink&) override { return endpoint{}; }
  void link(const endpoint&) override {}
  void unlink(const endpoint&) override {}
  void set_cluster(cluster_id) override {}
  void set_owners(std::vector<store_owner>) override {}
  errc send(store_id, lane, frame) override { return errc::unreachable; }
  transport_counters counters() const override { return {}; }
  void expel(store_id) override {}

private:
  void run() {
    std::unique_lock<std::mutex> guard{mutex_};
    for (;;) {
      changed_.wait(guard, [this] { return stopping_ || (!idle_ && !jobs_.empty()); });
      if (stopping_) return;
      auto now = std::exchange(jobs_, {});
      guard.unlock();
      for (auto& job : now) job();
      guard.lock();
    }
  }

  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<std::function<void()>> jobs_;
  const bool idle_;
  std::vector<std::pair<duration, std::function<void()>>> later_;
  bool stopping_ = false;
  std::thread thread_;
};

/// Answers every number with the thread that it was told on.
class bound final : public control_actor {
public:
  using control_actor::control_actor;

private:
  caf::behavior make_behavior() override {
    return {[](int) { return this_thread(); }};
  }
};

/// Lets another actor answer.
class passing_on final : public control_actor {
public:
  passing_on(caf::actor_config& cfg, node_context_ptr node, caf::actor to)
    : control_actor(cfg, std::move(node)), to_(std::move(to)) {}

private:
  caf::behavior make_behavior() override {
    return {[this](int x) { return delegate(to_, x); }};
  }

  caf::actor to_;
};

caf::behavior unbound(caf::event_based_actor*) {
  return {[](int) { return this_thread(); }};
}

/// Tells when it was woken, and on which thread.
class woken final : public control_actor {
public:
  woken(caf::actor_config& cfg, node_context_ptr node, std::promise<thread_number>* rang)
    : control_actor(cfg, std::move(node)), rang_(rang) {}

  caf::behavior make_behavior() override {
    return {[this](int) { timer_.arm(this, instant{std::chrono::milliseconds{30}}, instant{}); },
            [this](wake w) {
              if (timer_.rang(w)) rang_->set_value(this_thread());
            }};
  }

private:
  deadline_timer timer_;
  std::promise<thread_number>* rang_;
};

struct world {
  explicit world(std::size_t threads = 2) : config(threads), sys(config) {}

  thread_number ask(const caf::actor& who) {
    thread_number answer = 0;
    caf::scoped_actor self{sys};
    self->request(who, caf::infinite, 1)
      .receive([&](thread_number x) { answer = x; }, [](caf::error&) {});
    return answer;
  }

  caf::actor spawn_bound() {
    return caf::actor_cast<caf::actor>(sys.spawn<bound, caf::lazy_init>(node));
  }

  system_config config;
  caf::actor_system sys;
  node_context_ptr node = std::make_shared<node_context>();
};

/// Of each thread of that name; one that has just ended may be among them, without a policy.
std::vector<int> policies_of(const std::string& name) {
  std::vector<int> found;
  for (auto& task : std::filesystem::directory_iterator{"/proc/self/task"}) {
    std::string its;
    std::getline(std::ifstream{task.path() / "comm"}, its);
    if (its == name) found.push_back(::sched_getscheduler(std::stoi(task.path().filename())));
  }
  return found;
}

} // namespace

TEST_CASE("a bound actor runs on the transport's thread, whoever tells it") {
  world w;
  bare_thread port;
  w.node->control.open(w.sys, port);
  auto actor = w.spawn_bound();
  CHECK(w.ask(actor) == port.number());
  auto relay = w.sys.spawn([=](caf::event_based_actor* self) -> caf::behavior {
    return {[=](int x) { return self->delegate(actor, x); }};
  });
  CHECK(w.ask(relay) == port.number());
  w.node->control.close(instant{});
}

TEST_CASE("whom a bound actor tells runs on CAF's threads") {
  world w;
  bare_thread port;
  w.node->control.open(w.sys, port);
  auto relay = caf::actor_cast<caf::actor>(
    w.sys.spawn<passing_on, caf::lazy_init>(w.node, w.sys.spawn(unbound)));
  auto answer = w.ask(relay);
  CHECK(answer != 0);
  CHECK(answer != port.number());
  w.node->control.close(instant{});
}

TEST_CASE("CAF's threads give way to who wakes them, and the clock does not, whoever starts them") {
  auto before = policy_of_this_thread();
  set_policy(thread_policy::gives_way);
  auto expected = policy_of_this_thread();
  if (expected == thread_policy::ordinary) WARN("this system lets no thread give way");
  world w;
  set_policy(before);
  std::promise<thread_policy> own;
  w.sys.spawn([&] { own.set_value(policy_of_this_thread()); });
  CHECK(own.get_future().get() == expected);
  caf::scoped_actor self{w.sys};
  self->delayed_send(self, std::chrono::milliseconds{1}, 1); // by the clock, which runs by then
  self->receive([](int) {});
  auto clocks = policies_of("caf.clock");
  CHECK_FALSE(clocks.empty());
  for (int policy : clocks) CHECK((policy != SCHED_BATCH || before == thread_policy::gives_way));
}

TEST_CASE("bound actors run on CAF's threads while there is no transport") {
  world w;
  CHECK(w.ask(w.spawn_bound()) != 0);
  bare_thread port;
  w.node->control.open(w.sys, port);
  CHECK(w.ask(w.spawn_bound()) == port.number());
  w.node->control.close(instant{});
  auto answer = w.ask(w.spawn_bound());
  CHECK(answer != 0);
  CHECK(answer != port.number());
}

TEST_CASE("what is queued when the transport stops runs on CAF's threads") {
  world w;
  bare_thread idle{true};
  w.node->control.open(w.sys, idle);
  std::vector<caf::actor> actors;
  for (int i = 0; i < 100; ++i) actors.push_back(w.spawn_bound());
  caf::scoped_actor self{w.sys};
  for (auto& actor : actors) self->send(actor, 1);
  auto number = idle.number();
  w.node->control.close(instant{});
  idle.stop();
  for (std::size_t i = 0; i < actors.size(); ++i)
    self->receive([&](thread_number answer) { CHECK(answer != number); });
}

TEST_CASE("every message is answered while transports come and go") {
  world w;
  std::vector<caf::actor> actors;
  for (int i = 0; i < 8; ++i) actors.push_back(w.spawn_bound());
  std::atomic<bool> enough{false};
  std::thread restarts{[&] {
    while (!enough) {
      bare_thread port;
      w.node->control.open(w.sys, port);
      w.ask(actors.front());
      w.node->control.close(instant{});
      port.stop();
    }
  }};
  caf::scoped_actor self{w.sys};
  std::size_t answers = 0;
  for (int round = 0; round < 200; ++round) {
    for (auto& actor : actors)
      for (int i = 0; i < 10; ++i) self->send(actor, i);
    for (std::size_t i = 0; i < actors.size() * 10; ++i)
      self->receive([&](thread_number) { ++answers; });
  }
  enough = true;
  restarts.join();
  CHECK(answers == 200 * actors.size() * 10);
}

TEST_CASE("an actor with many messages gives way and comes back to them") {
  world w;
  bare_thread port;
  w.node->control.open(w.sys, port);
  auto actor = w.spawn_bound();
  caf::scoped_actor self{w.sys};
  for (int i = 0; i < 5'000; ++i) self->send(actor, i);
  for (int i = 0; i < 5'000; ++i)
    self->receive([&](thread_number answer) { CHECK(answer == port.number()); });
  w.node->control.close(instant{});
}

TEST_CASE("an application that keeps CAF's threads busy holds no bound actor up") {
  std::promise<void> begun, release; // outlive the actor
  auto released = release.get_future();
  world w{1};
  bare_thread port;
  w.node->control.open(w.sys, port);
  auto busy = w.sys.spawn([&](caf::event_based_actor*) -> caf::behavior {
    return {[&](int) {
      begun.set_value();
      released.wait();
    }};
  });
  caf::anon_send(busy, 1);
  begun.get_future().wait();
  CHECK(w.ask(w.spawn_bound()) == port.number());
  release.set_value();
  w.node->control.close(instant{});
}

TEST_CASE("a bound actor is woken by the transport's timers") {
  world w;
  bare_thread port;
  w.node->control.open(w.sys, port);
  std::promise<thread_number> rang;
  auto actor = caf::actor_cast<caf::actor>(w.sys.spawn<woken, caf::lazy_init>(w.node, &rang));
  caf::anon_send(actor, 1);
  std::vector<duration> waits;
  while (waits.empty()) waits = port.ring();
  REQUIRE(waits.size() == 1);
  CHECK(waits[0] >= std::chrono::milliseconds{30});
  CHECK(rang.get_future().get() == port.number());
  w.node->control.close(instant{});
}

TEST_CASE("what the transport's timers were to wake is woken by CAF's clock when it stops") {
  world w;
  bare_thread port;
  w.node->control.open(w.sys, port);
  std::promise<thread_number> rang;
  auto actor = caf::actor_cast<caf::actor>(w.sys.spawn<woken, caf::lazy_init>(w.node, &rang));
  caf::scoped_actor self{w.sys};
  self->send(actor, 1);
  while (port.waiting() == 0) std::this_thread::yield();
  w.node->control.close(instant{});
  port.stop();
  CHECK(rang.get_future().get() != 0);
}

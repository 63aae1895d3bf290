// SPDX-License-Identifier: BSD-3-Clause
// scoped_lock: threads of a real process, on a node alone.
#include <ringleader/actors/locks/scoped_lock.hpp>
#include <ringleader/actors/node/node.hpp>
#include <ringleader/actors/runtime/system_config.hpp>
#include <ringleader/contract/type_ids.hpp>
#include <ringleader/drivers/log/logging.hpp>

#include <caf/scoped_actor.hpp>
#include <caf/send.hpp>
#include <caf/stateful_actor.hpp>

#include <catch2/catch.hpp>

#include <functional>
#include <future>
#include <optional>
#include <thread>
#include <vector>

using namespace ringleader;
using namespace std::chrono_literals;

namespace {

struct alone {
  system_config config{2};
  caf::actor_system sys{config};
  std::optional<node> self;
  lock_manager locks;

  alone() {
    log::settings quiet;
    quiet.at.of.fill(log::level::off);
    REQUIRE(log::configure(quiet));
    node_options options;
    options.listen = {"127.0.0.1", 0};
    auto started = node::start(sys, options);
    REQUIRE(started.ok());
    self.emplace(std::move(*started));
    REQUIRE(self->wait_until_up(20s));
    locks = self->locks();
  }
};

acquire fenced(lock_wants wants, duration lease = {}, duration wait = 10s) {
  acquire what{std::move(wants), lease, wait};
  what.fenced = true;
  return what;
}

/// The message that turns it off was sent before; the actor that it went to runs beside this
/// thread.
bool is_lost(const scoped_lock& held) {
  for (int looks = 0; looks < 10'000'000 && held.still_held(); ++looks) std::this_thread::yield();
  return !held.still_held();
}

} // namespace

// The examples of docs/locks.md.
namespace {

struct payroll_state {
  lock_grant grant;
};

caf::behavior payroll(caf::stateful_actor<payroll_state>* self, const lock_manager& locks) {
  self->request(locks, 15s, acquire{{exclusive("payroll"), shared("rates")}, 30s})
    .then([=](const lock_grant& grant) { self->state.grant = grant; },
          [=](caf::error& err) { self->quit(err); });
  return {
    [=](const lock_lost&) { self->state.grant = {}; }, // stop
    [=](caf::get_atom) { return self->state.grant.token.value; },
    [=](caf::close_atom) { self->send(locks, release{self->state.grant}); },
  };
}

result<void> pay_out(const node& here, const std::function<bool(fencing_token)>& pay_next) {
  auto held = scoped_lock::acquire(here.locks(), {"payroll", 30s});
  if (!held) return held.error();
  while (held->still_held() && pay_next(held->token())) {}
  return {};
}

} // namespace

TEST_CASE("the examples of the documentation hold a lock and give it back") {
  alone here;
  caf::scoped_actor self{here.sys};
  auto actor = here.sys.spawn(payroll, here.locks);
  std::uint64_t token = 0;
  while (token == 0)
    self->request(actor, 10s, caf::get_atom_v)
      .receive([&](std::uint64_t now) { token = now; }, [](caf::error&) { FAIL(); });
  int paid = 0;
  std::vector<fencing_token> tokens;
  auto thread = std::async(std::launch::async, [&] {
    return pay_out(*here.self, [&](fencing_token by) {
      tokens.push_back(by);
      return ++paid < 3;
    });
  });
  self->send(actor, caf::close_atom_v);
  CHECK(thread.get().ok());
  CHECK(paid == 3);
  CHECK(tokens.at(0).value > token);
  caf::anon_send_exit(actor, caf::exit_reason::user_shutdown); // its timeouts would keep it
}

TEST_CASE("a lock is held as long as the object lives, and by one thread at a time") {
  alone here;
  fencing_token first;
  {
    auto held = scoped_lock::acquire(here.locks, {"payroll", 30s});
    REQUIRE(held.ok());
    CHECK(held->still_held());
    first = held->token();
    auto other = std::async(std::launch::async, [&] {
      return scoped_lock::acquire(here.locks, {"payroll", 30s, 0s}).error().code;
    });
    CHECK(other.get() == errc::lock_busy);
    auto moved = std::move(*held);
    CHECK(moved.still_held());
    CHECK_FALSE(held->still_held());
  }
  auto next = scoped_lock::acquire(here.locks, {"payroll", 30s, 0s});
  REQUIRE(next.ok());
  CHECK(next->token() > first);
  CHECK(*next->release());
  CHECK_FALSE(next->still_held());
  CHECK_FALSE(*next->release());
  CHECK(next->extend(30s).error().code == errc::not_holder);
}

TEST_CASE("a thread is one owner with all its locks: re-entrant, and told of a deadlock") {
  alone here;
  auto a = scoped_lock::acquire(here.locks, fenced("a"));
  REQUIRE(a.ok());
  auto again = fenced("a");
  again.reentrant = true;
  auto inner = scoped_lock::acquire(here.locks, again);
  REQUIRE(inner.ok());
  CHECK(inner->token() == a->token());
  std::promise<void> has_b;
  auto other = std::async(std::launch::async, [&] {
    auto b = scoped_lock::acquire(here.locks, fenced("b"));
    has_b.set_value();
    auto waits = scoped_lock::acquire(here.locks, fenced("a", {}, wait_forever));
    return b.ok() && waits.ok() ? errc::none : b.ok() ? waits.error().code : b.error().code;
  });
  has_b.get_future().wait();
  // One of the two closes the cycle and is told; the other goes on.
  auto mine = scoped_lock::acquire(here.locks, fenced("b", {}, wait_forever));
  auto told = mine.ok() ? errc::none : mine.error().code;
  if (mine.ok()) CHECK(*mine->release());
  CHECK(*inner->release());
  CHECK(*a->release());
  auto theirs = other.get();
  CHECK(((told == errc::deadlock) != (theirs == errc::deadlock)));
}

TEST_CASE("a lock that was lost says so before the next one has it") {
  alone here;
  auto first = scoped_lock::acquire(here.locks, fenced("payroll", 300ms));
  REQUIRE(first.ok());
  REQUIRE(first->extend(400ms).ok());
  CHECK(first->still_held());
  auto other = std::async(std::launch::async, [&] {
    return scoped_lock::acquire(here.locks, fenced("payroll", {}, wait_forever));
  });
  auto second = other.get();
  REQUIRE(second.ok());
  CHECK(is_lost(*first));
  CHECK(second->token() > first->token());
  CHECK_FALSE(*first->release());
  CHECK(first->extend(1s).error().code == errc::not_holder);
}

TEST_CASE("threads beside each other count up under one lock, and none is in between") {
  alone here;
  int unguarded = 0, inside = 0;
  auto work = [&] {
    for (int i = 0; i < 20; ++i) {
      auto held = scoped_lock::acquire(here.locks, fenced("counter", {}, wait_forever));
      if (!held || ++inside != 1) return false;
      ++unguarded;
      --inside;
    }
    return true;
  };
  std::vector<std::future<bool>> all;
  for (int i = 0; i < 4; ++i) all.push_back(std::async(std::launch::async, work));
  for (auto& each : all) CHECK(each.get());
  CHECK(unguarded == 80);
}

TEST_CASE("after the end of its node a lock is gone, and new ones are refused") {
  alone here;
  auto held = scoped_lock::acquire(here.locks, fenced("payroll"));
  REQUIRE(held.ok());
  here.self->leave();
  CHECK(is_lost(*held));
  auto more = scoped_lock::acquire(here.locks, fenced("stock"));
  REQUIRE_FALSE(more.ok());
  CHECK(more.error().code == errc::stopping);
}

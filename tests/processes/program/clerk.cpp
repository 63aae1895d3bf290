// SPDX-License-Identifier: BSD-3-Clause
#include "clerk.hpp"

#include <ringleader/contract/errors.hpp>

#include <caf/atom.hpp>
#include <caf/event_based_actor.hpp>

#include <atomic>
#include <unistd.h>

namespace ringleader {

namespace {

using namespace std::chrono_literals;
using next = caf::tick_atom;

constexpr int lock_clerks = 2, ask_clerks = 2;
constexpr std::uint64_t lock_names = 4, keys = 32;
constexpr auto lock_wait = 400ms;
constexpr auto hold_time = std::chrono::milliseconds{5};
constexpr auto ask_patience = 2s;
constexpr auto pause_after_error = std::chrono::milliseconds{50};
constexpr auto pause_between_asks = std::chrono::milliseconds{10};

/// What all clerks of one process share.
struct clerk_records {
  std::string node;
  std::shared_ptr<append_file> record;
  std::atomic<std::uint64_t> used{0};

  /// No other process has the same: the number of this one is in it.
  std::uint64_t number() { return static_cast<std::uint64_t>(::getpid()) << 24 | ++used; }

  void call(std::uint64_t id, const std::string& what) {
    record->append(std::to_string(id) + " call " + std::to_string(nanoseconds_now()) + ' ' + node +
                   ' ' + what);
  }

  void answer(std::uint64_t id, const std::string& what) {
    record->append(std::to_string(id) + " answer " + std::to_string(nanoseconds_now()) + ' ' +
                   what);
  }

  void failed(std::uint64_t id, const caf::error& why) {
    // A grant that came too late stood in the way of others until it was given back.
    auto code = code_of(why);
    answer(id, code == errc::lock_busy                              ? "busy"
               : code == errc::lease_lost || may_have_happened(why) ? "unknown"
                                                                    : "nothing");
  }
};

using clerk_records_ptr = std::shared_ptr<clerk_records>;

/// The lock manager's end is the node's.
void end_with_node(caf::event_based_actor* self, const lock_manager& locks) {
  self->monitor(locks);
  self->set_down_handler([=](caf::down_msg&) { self->quit(); });
}

caf::behavior lock_clerk(caf::event_based_actor* self, clerk_records_ptr desk, lock_manager locks) {
  auto release_later = [=](std::uint64_t acquired, const lock_grant& grant) {
    self->delayed_send(self, hold_time, acquired, grant);
  };
  end_with_node(self, locks);
  self->send(self, next::value);
  return {
    [](const lock_lost&) {}, // the release that follows is answered with false
    [=](next) {
      auto id = desk->number();
      acquire what;
      auto name = "lock-" + std::to_string(id % lock_names);
      what.wants = name;
      what.wait = lock_wait;
      what.fenced = true; // whoever reads the record compares tokens
      desk->call(id, "acquire " + name);
      self->request(locks, caf::infinite, what)
        .then(
          [=](const lock_grant& grant) {
            desk->answer(id, "granted " + to_string(grant.token));
            release_later(id, grant);
          },
          [=](const caf::error& why) {
            desk->failed(id, why);
            self->delayed_send(self, pause_after_error, next::value);
          });
    },
    [=](std::uint64_t acquired, const lock_grant& grant) {
      auto id = desk->number();
      desk->call(id, "release " + std::to_string(acquired));
      self->request(locks, caf::infinite, release{grant})
        .then(
          [=](bool held) {
            desk->answer(id, held ? "released" : "not_held");
            self->send(self, next::value);
          },
          [=](const caf::error& why) {
            desk->failed(id, why);
            self->delayed_send(self, pause_after_error, next::value);
          });
    },
  };
}

caf::behavior ask_clerk(caf::event_based_actor* self, clerk_records_ptr desk,
                        routed<counter> counters, lock_manager locks) {
  end_with_node(self, locks);
  self->send(self, next::value);
  return {[=](next) {
    auto id = desk->number();
    auto to = "key-" + std::to_string(id % keys);
    desk->call(id, "add " + to + ' ' + std::to_string(id));
    ask(self, counters, to, ask_patience, add{static_cast<std::int64_t>(id)})
      .then(
        [=](std::int64_t) {
          desk->answer(id, "done");
          self->delayed_send(self, pause_between_asks, next::value);
        },
        [=](const caf::error& why) {
          desk->failed(id, why);
          self->delayed_send(self, pause_after_error, next::value);
        });
  }};
}

} // namespace

void spawn_clerks(node& n, const routed<counter>& counters, std::shared_ptr<append_file> record) {
  auto desk = std::make_shared<clerk_records>();
  desk->node = n.name();
  desk->record = std::move(record);
  for (int i = 0; i < lock_clerks; ++i) n.system().spawn(lock_clerk, desk, n.locks());
  for (int i = 0; i < ask_clerks; ++i) n.system().spawn(ask_clerk, desk, counters, n.locks());
}

} // namespace ringleader

// SPDX-License-Identifier: BSD-3-Clause
#include "fills.hpp"

#include "../other_process.hpp"

#include <ringleader/elections.hpp>
#include <ringleader/locks.hpp>

#include <caf/event_based_actor.hpp>

#include <arpa/inet.h>
#include <chrono>
#include <future>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>

namespace full {

namespace {

using namespace ringleader;
using namespace std::chrono_literals;

constexpr auto patience = 180s;
constexpr std::size_t window = 256; // requests under way, so that the log takes them all

std::size_t await(std::promise<std::size_t>& over) {
  auto all = over.get_future();
  if (all.wait_for(patience) != std::future_status::ready) bench::give_up("a fill does not end");
  return all.get();
}

std::string numbered(const char* what, std::size_t i) { return what + std::to_string(i); }

/// Asks of one actor, each with a time-out of its own, that nobody answers: CAF keeps a timer for
/// each of them.
std::size_t asks_with_time_outs(node& on) {
  static constexpr std::size_t count = 200'000;
  constexpr std::size_t keys = 2'000;
  auto them = on.route(silent);
  std::promise<std::size_t> over;
  on.system().spawn([&over, them](caf::event_based_actor* self) {
    auto ended = std::make_shared<std::size_t>(0);
    auto told = [ended, &over] {
      if (++*ended == count) over.set_value(count);
    };
    for (std::size_t i = 0; i < count; ++i)
      them[numbered("key", i % keys)]
        .ask(self, 8s, question_asked{static_cast<std::int64_t>(i)})
        .then([told](std::int64_t) { told(); }, [told](const caf::error&) { told(); });
  });
  return await(over);
}

/// One actor that holds, or waits for, as many locks as a node may keep; it extends each once, and
/// ends, with which all go back.
class collector final : public caf::event_based_actor {
public:
  /// names: that many; beyond, it waits in the queues of the first ones.
  collector(caf::actor_config& cfg, lock_manager locks, std::size_t count, std::size_t names,
            std::promise<std::size_t>* over)
    : caf::event_based_actor(cfg), locks_(std::move(locks)), count_(count), names_(names),
      over_(over) {}

private:
  caf::behavior make_behavior() override {
    for (std::size_t i = 0; i < window; ++i) acquire_next();
    return {[](const lock_lost&) {}};
  }

  void acquire_next() {
    if (begun_ == count_) return;
    auto i = begun_++;
    acquire what{numbered("lock", i % names_), 1h, 20s};
    what.owner = i + 1;
    what.fenced = true;
    request(locks_, caf::infinite, what)
      .then([this](const lock_grant& grant) { held(grant); },
            [this](const caf::error&) { ended(); }); // its wait is over
    if (i >= names_) acquire_next();
  }

  void held(const lock_grant& grant) {
    request(locks_, caf::infinite, extend{grant, 1h})
      .then([this](const lock_grant&) { ended(); }, [this](const caf::error&) { ended(); });
  }

  void ended() {
    acquire_next();
    if (++ended_ < count_) return;
    over_->set_value(count_);
    quit();
  }

  lock_manager locks_;
  std::size_t count_;
  std::size_t names_;
  std::promise<std::size_t>* over_;
  std::size_t begun_ = 0;
  std::size_t ended_ = 0;
};

std::size_t locks_of_a_node(node& on) {
  static constexpr std::size_t count = 16'384;
  std::promise<std::size_t> over;
  on.system().spawn<collector>(on.locks(), count, count, &over);
  return await(over);
}

std::size_t waiters(node& on) {
  static constexpr std::size_t count = 8'192;
  constexpr std::size_t names = 8; // 1,024 may wait for each
  std::promise<std::size_t> over;
  on.system().spawn<collector>(on.locks(), count, names, &over);
  return await(over);
}

/// One actor that campaigns in as many elections as there may be, and ends.
class candidate final : public caf::event_based_actor {
public:
  candidate(caf::actor_config& cfg, election_manager elections, std::size_t count,
            std::promise<std::size_t>* over)
    : caf::event_based_actor(cfg), elections_(std::move(elections)), count_(count), over_(over) {}

private:
  caf::behavior make_behavior() override {
    for (std::size_t i = 0; i < window; ++i) campaign_next();
    return {[](const leadership_gained&) {}, [](const leadership_lost&) {}};
  }

  void campaign_next() {
    if (begun_ == count_) return;
    campaign what;
    what.election = numbered("election", begun_++);
    request(elections_, caf::infinite, what)
      .then([this](const election_state&) { ended(); }, [this](const caf::error&) { ended(); });
  }

  void ended() {
    campaign_next();
    if (++ended_ < count_) return;
    over_->set_value(count_);
    quit();
  }

  election_manager elections_;
  std::size_t count_;
  std::promise<std::size_t>* over_;
  std::size_t begun_ = 0;
  std::size_t ended_ = 0;
};

std::size_t candidacies(node& on) {
  static constexpr std::size_t count = 4'000;
  std::promise<std::size_t> over;
  on.system().spawn<candidate>(on.elections(), count, &over);
  return await(over);
}

/// As many actors as may watch one lock, which is acquired and released.
std::size_t listeners(node& on) {
  static constexpr std::size_t count = 4'096;
  static constexpr std::size_t turns = 20; // each told to all
  std::promise<std::size_t> over;
  auto told = std::make_shared<std::atomic<std::size_t>>(0);
  std::vector<lock_listener> all;
  for (std::size_t i = 0; i < count; ++i) {
    all.push_back(
      on.system().spawn([told, &over](lock_listener::pointer) -> lock_listener::behavior_type {
        return {[](const lock_state&) {},
                [told, &over](const lock_change&) {
                  if (++*told == count * turns) over.set_value(count);
                }};
      }));
    caf::anon_send(on.locks(), watch_lock{"watched", all.back()});
  }
  on.system().spawn([locks = on.locks()](caf::event_based_actor* self) {
    auto again = std::make_shared<std::function<void(std::size_t)>>();
    *again = [self, locks, again](std::size_t left) {
      if (left == 0) return *again = nullptr, void();
      acquire what{"watched"};
      what.fenced = true;
      self->request(locks, caf::infinite, what)
        .then(
          [=](const lock_grant& grant) {
            self->request(locks, caf::infinite, release{grant})
              .then([=](bool) { (*again)(left - 1); }, [](const caf::error&) {});
          },
          [](const caf::error&) {});
    };
    (*again)(turns);
  });
  auto filled = await(over);
  for (auto& one : all) caf::anon_send_exit(one, caf::exit_reason::user_shutdown);
  return filled;
}

/// Connections that say nothing, as many as a process may have descriptors for here, in two waves.
std::size_t connections(node& on) {
  static constexpr std::size_t count = 900;
  std::size_t made = 0;
  for (int wave = 0; wave < 2; ++wave) {
    std::vector<int> open;
    sockaddr_in to{};
    to.sin_family = AF_INET;
    to.sin_port = htons(on.listens_at().port);
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    for (std::size_t i = 0; i < count; ++i) {
      auto s = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
      if (s < 0) bench::give_up("a socket");
      open.push_back(s);
      if (connect(s, reinterpret_cast<const sockaddr*>(&to), sizeof to) == 0) ++made;
    }
    std::this_thread::sleep_for(3s); // a hello may take two
    for (auto s : open) close(s);
  }
  return made;
}

} // namespace

std::vector<fill> all_fills() {
  return {{"asks with time-outs, unanswered", asks_with_time_outs},
          {"locks of a node, each extended", locks_of_a_node},
          {"waiters of full queues", waiters},
          {"candidacies", candidacies},
          {"listeners of one lock", listeners},
          {"connections that say nothing", connections}};
}

} // namespace full

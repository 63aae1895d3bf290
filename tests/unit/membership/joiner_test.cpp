// SPDX-License-Identifier: BSD-3-Clause
#include <ringleader/base/random.hpp>
#include <ringleader/membership/joiner.hpp>

#include <catch2/catch.hpp>

#include <algorithm>
#include <set>

using namespace ringleader;
using namespace std::chrono_literals;

namespace {

joiner_config small_config() {
  joiner_config config;
  config.sessions = {2s, 100ms};
  config.self = store_id{1};
  return config;
}

std::shared_ptr<const view> view_of(std::uint64_t version, boot_id boot, session_id session) {
  auto made = std::make_shared<view>();
  made->version = view_version{version};
  member own;
  own.name = "a";
  own.store = store_id{1};
  own.boot = boot;
  own.session = session;
  own.state = session ? member_state::up : member_state::down;
  made->members = {own};
  return made;
}

template <class T> std::vector<T> all_of(const joining::effects& effects) {
  std::vector<T> found;
  for (const auto& fx : effects)
    if (auto* one = std::get_if<T>(&fx)) found.push_back(*one);
  return found;
}

/// Tells a joiner anything in any order, and answers what it asks, or not.
class restless_world {
public:
  explicit restless_world(std::uint64_t seed) : random_(seed) { feed(joining::started{}); }

  void stir() {
    auto due = member_.next_deadline();
    if (due > now_) now_ += std::min<duration>(due - now_, random_.between(1ms, 900ms));
    switch (random_.below(8)) {
    case 0: return open();
    case 1: return end();
    case 2: return feed(joining::renewal_answered{open_, any_renewal()});
    case 3:
      leaving_ = leaving_ || random_.chance(5);
      return leaving_ ? feed(joining::leave_begun{}) : feed(joining::tick{});
    case 4:
    case 5:
      if (!joins_.empty()) answer_join(joins_.back());
      return;
    default: return feed(joining::tick{});
    }
  }

  bool is_overdue() const { return member_.next_deadline() < now_; }

private:
  void open() {
    if (joins_.empty() || open_ || joins_.back() != member_.membership()) return;
    open_ = session_id{++last_session_};
    feed(joining::members_seen{view_of(++version_, joins_.back(), open_), false, true});
  }

  void end() {
    if (!open_ || !random_.chance(200)) return;
    ended_.insert(member_.membership());
    open_ = {};
    auto seen = view_of(++version_, member_.membership(), open_);
    feed(joining::members_seen{seen, random_.chance(500), true});
  }

  void answer_join(boot_id boot) {
    if (random_.chance(300)) return feed(joining::join_accepted{boot});
    if (random_.chance(500)) return feed(joining::join_failed{boot, {errc::no_quorum, ""}});
    feed(joining::join_refused{boot, {errc::refused, "no"}, true});
  }

  renewal_id any_renewal() {
    return sent_.empty() ? renewal_id{1} : sent_[random_.below(sent_.size())];
  }

  void feed(const joining::event& what) {
    INFO(to_string(what));
    for (const auto& fx : member_.step(what, now_)) look_at(fx);
    while (!member_.membership()) member_.step(joining::boot_drawn{boot_id{++last_boot_}}, now_);
  }

  void look_at(const joining::effect& fx) {
    if (auto* join = std::get_if<joining::submit_join>(&fx)) {
      CHECK(ended_.count(join->boot) == 0);
      CHECK_FALSE(leaving_);
      joins_.push_back(join->boot);
    } else if (auto* renewal = std::get_if<joining::renew>(&fx)) {
      sent_.push_back(renewal->id);
      newest_ = now_;
    } else if (auto* lease = std::get_if<joining::set_lease>(&fx)) {
      CHECK(lease->session == open_);
      if (lease->until == instant::min()) return;
      CHECK(lease->until <= newest_ + 1900ms);
      CHECK_FALSE(leaving_);
    }
  }

  random_source random_;
  joiner member_{small_config()};
  instant now_{1s};
  std::uint64_t last_boot_ = 0;
  std::uint64_t last_session_ = 0;
  std::uint64_t version_ = 0;
  session_id open_;
  std::set<boot_id> ended_;
  std::vector<boot_id> joins_;
  std::vector<renewal_id> sent_;
  instant newest_{}; // when the last one left
  bool leaving_ = false;
};

} // namespace

TEST_CASE("a configuration in which joins would not pause is refused") {
  auto config = small_config();
  CHECK(config.validate().ok());
  config.join_pause = 0s;
  CHECK_FALSE(config.validate().ok());
  config.join_pause = 3s; // above the maximum
  CHECK_FALSE(config.validate().ok());
  config.join_pause_max = 3s;
  CHECK(config.validate().ok());
  config.join_timeout = -1s;
  CHECK_FALSE(config.validate().ok());
}

TEST_CASE("a renewal of a rebuilt joiner has a greater number than all of the former one") {
  instant now{5s};
  renewal_id last;
  for (int generation = 0; generation < 3; ++generation) {
    joiner member{small_config()};
    member.step(joining::started{boot_id{7}}, now);
    member.step(joining::members_seen{view_of(1, boot_id{7}, session_id{3}), true, true}, now);
    for (int i = 0; i < 5; ++i) {
      now = member.next_deadline();
      for (const auto& sent : all_of<joining::renew>(member.step(joining::tick{true}, now))) {
        CHECK(sent.id > last);
        last = sent.id;
      }
    }
    now += 1ms;
  }
}

TEST_CASE("no ended life is joined again, and no lease is longer than its renewal allows") {
  for (std::uint64_t seed = 1; seed <= 200; ++seed) {
    INFO("seed " << seed);
    restless_world world{seed};
    for (int i = 0; i < 300; ++i) {
      world.stir();
      CHECK_FALSE(world.is_overdue());
    }
  }
}

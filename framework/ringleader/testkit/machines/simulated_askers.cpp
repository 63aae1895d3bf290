// SPDX-License-Identifier: BSD-3-Clause
// What the actors of a simulated node do that ask for locks.
#include <ringleader/locks/lock_lease.hpp>
#include <ringleader/testkit/machines/simulated_locking.hpp>

namespace ringleader::testkit {

namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr std::size_t names = 4;
constexpr std::size_t asks_max = 64; // of a node that cannot get answers

} // namespace

bool simulated_locking::work(part_desk& desk) {
  if (!desk.cells.session) return false;
  if (random_.chance(40)) {
    end_asker(desk, random_.below(askers_.size()));
  } else if (!beliefs_.empty() && random_.chance(600)) {
    auto held = any_belief();
    if (held->second.until != never && random_.chance(300))
      extend(desk, held);
    else
      release(desk, held);
  } else if (asks_.size() < asks_max) {
    acquire(desk);
  }
  return true;
}

simulated_locking::beliefs::iterator simulated_locking::any_belief() {
  return std::next(beliefs_.begin(), static_cast<std::ptrdiff_t>(random_.below(beliefs_.size())));
}

void simulated_locking::acquire(part_desk& desk) {
  auto what = any_acquire();
  open_ask open;
  open.acquires = true;
  open.asker = what.asker;
  open.owner = what.owner;
  open.wants = what.wants;
  open.tries = what.wait == duration::zero();
  if (what.wait != duration::max()) open.wait_end = desk.local + what.wait;
  if (open.tries) open.answer_by = desk.local + locks::lock_client::confirm_time;
  asking_ = what.ask = locks::ask_id{++last_ask_};
  asks_.emplace(what.ask, std::move(open));
  step(desk, std::move(what));
  asking_ = {};
  if (asks_.count(locks::ask_id{last_ask_}) == 0 || !random_.chance(200)) return;
  // The same again, before there is an answer: both may come into one grant.
  if (const auto& first = asks_.at(locks::ask_id{last_ask_});
      first.wants.front().mode == lock_mode::permits ||
      first.wants.front().name == client_histories::lock_name)
    return;
  auto first = asks_.at(locks::ask_id{last_ask_});
  locks::acquire again;
  again.asker = first.asker;
  again.owner = first.owner;
  again.wants = first.wants;
  again.wait = seconds{5};
  again.lease = seconds{2};
  again.fenced = true;
  again.reentrant = true;
  first.claim = {};
  first.tries = false;
  first.wait_end = desk.local + again.wait;
  first.answer_by = never;
  asking_ = again.ask = locks::ask_id{++last_ask_};
  asks_.emplace(again.ask, std::move(first));
  step(desk, std::move(again));
  asking_ = {};
}

locks::acquire simulated_locking::any_acquire() {
  locks::acquire what;
  what.asker = askers_.at(random_.below(askers_.size()));
  // Mostly a thread of work of its own; else one that may hold something already.
  what.owner = random_.chance(300) ? 0 : last_ask_ + 1;
  auto odd = random_.chance(500);
  auto which = random_.below(names);
  auto name = "lock" + std::to_string(which);
  if (which == names - 1)
    what.wants = {{name, lock_mode::permits, odd ? 2U : 1U, 3}};
  else if (which == names - 2 && random_.chance(660))
    what.wants = {{name, lock_mode::shared, 0, 0}};
  else
    what.wants = {{name, lock_mode::exclusive, 0, 0}};
  if (which == 1 && odd) what.wants.push_back({"lock2", lock_mode::exclusive, 0, 0});
  if (random_.chance(500))
    what.wait = random_.chance(100) ? duration::max()
                                    : random_.between(milliseconds{100}, milliseconds{8000});
  if (random_.chance(setup_.leased)) what.lease = seconds{random_.chance(500) ? 2 : 6};
  what.reentrant = which != 0 && which != names - 1 && random_.chance(300);
  // A delay shorter than the waits of a run, so that names come back within it.
  what.fenced = which == 0 || odd;
  if (!what.fenced) what.delay = seconds{1};
  return what;
}

void simulated_locking::release(part_desk& desk, beliefs::iterator held) {
  locks::release what{locks::ask_id{++last_ask_}, held->first, held->second.token};
  asks_.emplace(what.ask, open_ask{});
  stop_believing(desk, held);
  step(desk, what);
}

/// The holder counts on no more than what it is told; of a shorter lease it is told nothing.
void simulated_locking::extend(part_desk& desk, beliefs::iterator held) {
  lock_lease lease{setup_.own.ttl, setup_.own.margin};
  auto claim = held->first;
  auto token = held->second.token;
  for (auto more = 1 + random_.below(2); more > 0; --more) {
    locks::extend what{locks::ask_id{++last_ask_}, claim, token,
                       random_.between(milliseconds{300}, milliseconds{8000})};
    auto least = desk.local + lease.trusted(what.lease);
    for (auto& [other, its] : beliefs_) {
      if (its.token != token || its.until <= least) continue;
      its.until = least;
      believe(desk, other, belief{its});
    }
    asks_.emplace(what.ask, open_ask{});
    step(desk, what);
  }
}

/// Another one comes for it.
void simulated_locking::end_asker(part_desk& desk, std::size_t which) {
  auto gone = std::exchange(askers_.at(which), locks::asker_id{++last_asker_});
  for (auto held = beliefs_.begin(); held != beliefs_.end();) {
    auto next = std::next(held);
    if (held->second.asker == gone) stop_believing(desk, held);
    held = next;
  }
  step(desk, locks::asker_gone{gone, random_.chance(500)});
}

void simulated_locking::believe(part_desk& desk, claim_id claim, const belief& what) {
  beliefs_[claim] = what;
  desk.seen_by.holders.believes({what.session, claim, what.token, desk.world_of(what.until)},
                                desk.now);
}

void simulated_locking::stop_believing(part_desk& desk, beliefs::iterator held) {
  desk.seen_by.holders.stops(held->first);
  beliefs_.erase(held);
}

/// Behind a tick nobody counts on a lease that is over, and nobody waits too long.
void simulated_locking::look_for_untold(part_desk& desk) {
  auto amiss = [&](const std::string& who) {
    desk.seen_by.report(violation_kind::answered_amiss, who);
  };
  for (const auto& [claim, held] : beliefs_)
    if (desk.local >= held.until ||
        (held.session == kept_lease_.session && desk.local >= kept_lease_.until))
      amiss("claim " + to_string(claim) + ", the end of its lease untold");
  for (auto& [ask, open] : asks_) {
    if (desk.local >= open.answer_by) amiss("ask " + to_string(ask) + ", unanswered");
    if (desk.local >= open.wait_end && open.answer_by == never)
      open.answer_by = desk.local + locks::lock_client::confirm_time;
  }
}

} // namespace ringleader::testkit

// SPDX-License-Identifier: BSD-3-Clause
// Between the lock client and its simulated node.
#include <ringleader/testkit/machines/simulated_locking.hpp>

namespace ringleader::testkit {

namespace {

using kind = open_request::kind;

} // namespace

simulated_locking::simulated_locking(const part_setup& setup) : setup_(setup), random_(setup.seed) {
  forget();
}

void simulated_locking::began(part_desk& desk) {
  seen_by_ = &desk.seen_by;
  client_.emplace(locks::lock_client_options{setup_.own.ttl, setup_.own.margin}, desk.generation);
  lease_ = {};
  drained_ = false;
  auto follows = std::exchange(was_used_, true);
  step(desk, locks::adopt{kept_, kept_lease_.session, kept_lease_.until, follows});
  saw(desk, {}, true);
}

/// Everybody who waits is told that the outcome is unknown.
void simulated_locking::ended() {
  for (auto& [ask, open] : asks_)
    if (open.acquires && open.claim) seen_by_->holders.stops(open.claim);
  asks_.clear();
  proposals_.clear();
}

void simulated_locking::forget() {
  for (auto& [claim, held] : beliefs_) seen_by_->holders.stops(claim);
  beliefs_.clear();
  watched_.clear();
  kept_.clear();
  kept_lease_ = {{}, instant::min()};
  was_used_ = false;
  for (auto& asker : askers_) asker = locks::asker_id{++last_asker_};
}

void simulated_locking::saw(part_desk& desk, const std::vector<registry::event>& events,
                            bool anew) {
  step(desk, locks::session_seen{desk.own_session()});
  const auto& state = desk.state;
  if (anew) step(desk, locks::state_seen{&state.locks().book(), state.last_token(), state.now()});
  for (const auto& ev : events)
    if (auto* grant = std::get_if<lock_granted>(&ev))
      step(desk, *grant);
    else if (auto* ended = std::get_if<lock_ended>(&ev))
      step(desk, *ended);
}

void simulated_locking::concluded(part_desk& desk, const open_request& asked,
                                  const control::concluded& how) {
  auto found = proposals_.find(asked.cookie);
  if (found == proposals_.end()) return;
  locks::concluded told{found->second, {}, how.error};
  proposals_.erase(found);
  if (how.error.code == errc::none) {
    if (asked.what == kind::release && asked.watched)
      desk.seen_by.histories.released(asked.number, registry::refusal(how.what) == nullptr,
                                      desk.now);
    told.what = registry::lock_outcome_of(how.what);
  }
  step(desk, std::move(told));
}

void simulated_locking::tick(part_desk& desk) {
  step(desk, locks::tick{});
  look_for_untold(desk);
}

void simulated_locking::step(part_desk& desk, locks::client_event what) {
  const auto& cells = desk.cells;
  locks::client_effects effects;
  locks::node_lease lease{cells.session, cells.lease_until, cells.leaving};
  if (!(lease == lease_)) {
    lease_ = lease;
    if (lease.session) desk.seen_by.holders.lease(lease.session, desk.world_of(lease.until));
    client_->step(lease, desk.local, effects);
  }
  for (auto& fx : client_->step(std::move(what), desk.local)) effects.push_back(std::move(fx));
  for (auto& fx : effects) std::visit([&](auto& held) { run(desk, held); }, fx);
}

void simulated_locking::run(part_desk& desk, locks::propose& fx) {
  open_request about;
  if (auto* acquire = std::get_if<locks::acquire_lock>(&fx.what)) {
    about.what = kind::acquire;
    about.claim = acquire->claim;
    if (acquire->wants.front().name == client_histories::lock_name) watched_.insert(about.claim);
    if (auto open = asks_.find(asking_); open != asks_.end() && !open->second.claim) {
      open->second.claim = about.claim;
      desk.seen_by.holders.asked(about.claim);
      if (watched_.count(about.claim) != 0) desk.seen_by.histories.acquire(about.claim, desk.now);
    }
  } else if (auto* release = std::get_if<locks::release_lock>(&fx.what)) {
    about.what = kind::release;
    about.claim = release->claim;
    desk.seen_by.holders.gives_back(about.claim);
  }
  about.watched = watched_.count(about.claim) != 0;
  auto command = std::visit([](auto& held) { return registry::command{std::move(held)}; }, fx.what);
  auto is_lost = std::holds_alternative<registry::release_lock>(command) &&
                 std::get<registry::release_lock>(command).lost; // the log tells of it
  auto asked = desk.propose(std::move(command), fx.patience, about);
  proposals_.emplace(asked.cookie, fx.cookie);
  if (asked.what == kind::release && asked.watched && !is_lost)
    desk.seen_by.histories.release(asked.claim, asked.number, desk.now);
}

std::optional<simulated_locking::open_ask> simulated_locking::answered(part_desk& desk,
                                                                       locks::ask_id ask) {
  auto found = asks_.find(ask);
  if (found == asks_.end()) {
    desk.seen_by.report(violation_kind::answered_amiss, "ask " + to_string(ask) + ", twice");
    return std::nullopt;
  }
  auto open = std::move(found->second);
  asks_.erase(found);
  return open;
}

void simulated_locking::run(part_desk& desk, locks::answer_granted& fx) {
  auto open = answered(desk, fx.ask);
  if (!open) return;
  auto until = fx.left == duration::zero() ? never : desk.local + fx.left;
  if (open->acquires) {
    if (watched_.count(fx.claim) != 0) desk.seen_by.histories.granted(fx.claim, fx.token, desk.now);
    return believe(
      desk, fx.claim,
      {desk.own_session(), open->asker, open->owner, std::move(open->wants), fx.token, until});
  }
  for (auto& [claim, held] : beliefs_) {
    if (held.token != fx.token) continue;
    held.until = until;
    believe(desk, claim, belief{held});
  }
}

void simulated_locking::run(part_desk& desk, locks::answer_failed& fx) {
  auto open = answered(desk, fx.ask);
  if (!open || !open->acquires || !open->claim) return;
  desk.seen_by.holders.stops(open->claim);
  if (open->tries && fx.why.code == errc::lock_busy && watched_.count(open->claim) != 0)
    desk.seen_by.histories.busy(open->claim, desk.now);
}

void simulated_locking::run(part_desk& desk, locks::answer_deadlock& fx) {
  if (auto open = answered(desk, fx.ask)) desk.seen_by.holders.stops(open->claim);
}

void simulated_locking::run(part_desk& desk, locks::answer_released& fx) { answered(desk, fx.ask); }

void simulated_locking::run(part_desk& desk, locks::tell_lost& fx) {
  if (auto held = beliefs_.find(fx.claim); held != beliefs_.end()) stop_believing(desk, held);
}

void simulated_locking::run(part_desk&, locks::keep_end& fx) {
  auto& kept = kept_.at(fx.claim);
  kept.ends = fx.ends;
  kept.least = fx.least;
}

void simulated_locking::run(part_desk&, locks::keep_ending& fx) {
  auto& kept = kept_.at(fx.claim);
  kept.ending = true;
  kept.lost = fx.lost;
}

void simulated_locking::run(part_desk& desk, locks::query_standing& fx) {
  step(desk, locks::standing_seen{fx.session, desk.state.locks().book().claims_of(fx.session)});
}

} // namespace ringleader::testkit

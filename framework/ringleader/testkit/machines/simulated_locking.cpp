// SPDX-License-Identifier: BSD-3-Clause
#include <ringleader/testkit/machines/simulated_locking.hpp>

#include <algorithm>

namespace ringleader::testkit {

namespace {

using kind = open_request::kind;

constexpr auto watched_name = client_histories::lock_name;
constexpr std::size_t locks = 4;

} // namespace

void simulated_locking::ended() {
  session_ = {};
  asked_.clear();
  held_.clear();
  waiting_.clear();
}

void simulated_locking::saw(part_desk& desk, const std::vector<registry::event>&, bool) {
  if (auto own = desk.own_session(); own != session_) {
    ended();
    session_ = own;
  }
  for (auto it = waiting_.begin(); it != waiting_.end();) {
    auto stands = desk.state.locks().standing({session_, it->claim});
    if (stands && stands->position > 0) {
      ++it;
      continue;
    }
    if (stands && stands->token) hold(desk, it->claim, stands->token, it->watched);
    it = waiting_.erase(it);
  }
}

bool simulated_locking::work(part_desk& desk) {
  if (!session_) return false;
  adopt(desk);
  open_request about;
  auto what = next(desk, about);
  asked_.push_back(about.claim);
  auto asked = desk.propose(std::move(what), about);
  if (!asked.watched) return true;
  if (asked.what == kind::acquire) desk.seen_by.histories.acquire(asked.claim, desk.now);
  if (asked.what == kind::release)
    desk.seen_by.histories.release(asked.claim, asked.number, desk.now);
  return true;
}

registry::command simulated_locking::next(part_desk& desk, open_request& about) {
  if (!held_.empty() && random_.chance(700)) {
    auto lock = held_.back();
    held_.pop_back();
    about.what = kind::release;
    about.claim = lock.claim;
    about.watched = lock.watched;
    return registry::release_lock{lock.claim, lock.token};
  }
  if (!waiting_.empty() && random_.chance(300)) {
    about.what = kind::cancel;
    about.claim = waiting_.front().claim;
    about.watched = waiting_.front().watched;
    waiting_.erase(waiting_.begin());
    return registry::cancel_lock{about.claim};
  }
  about.what = kind::acquire;
  auto wanted = acquire(desk);
  about.claim = wanted.claim;
  about.watched = wanted.wants.front().name == watched_name;
  return wanted;
}

registry::acquire_lock simulated_locking::acquire(const part_desk& desk) {
  registry::acquire_lock wanted;
  wanted.claim = claim_id{desk.generation << 32 | ++last_claim_};
  // Mostly a thread of work of its own; else one that may hold something already.
  wanted.holder = holder_id{random_.chance(300) ? setup_.number + 1 : wanted.claim.value};
  wanted.wait = random_.chance(500);
  auto which = random_.below(locks);
  auto name = "lock" + std::to_string(which);
  if (which == locks - 1)
    wanted.wants = {
      {name, lock_mode::permits, static_cast<std::uint32_t>(1 + wanted.claim.value % 2), 3}};
  else if (which == locks - 2 && last_claim_ % 3 != 0)
    wanted.wants = {{name, lock_mode::shared, 0, 0}};
  else
    wanted.wants = {{name, lock_mode::exclusive, 0, 0}};
  if (which == 1 && last_claim_ % 2 == 0)
    wanted.wants.push_back({"lock2", lock_mode::exclusive, 0, 0});
  if (random_.chance(setup_.leased)) wanted.lease = std::chrono::seconds{2};
  // A delay shorter than the waits of a run, so that names come back within it.
  wanted.fenced = which == 0 || last_claim_ % 2 == 0;
  if (!wanted.fenced) wanted.delay = std::chrono::seconds{1};
  return wanted;
}

bool simulated_locking::knows(claim_id claim) const {
  auto is_it = [&](const auto& one) { return one.claim == claim; };
  return std::find(asked_.begin(), asked_.end(), claim) != asked_.end() ||
         std::any_of(held_.begin(), held_.end(), is_it) ||
         std::any_of(waiting_.begin(), waiting_.end(), is_it);
}

void simulated_locking::adopt(part_desk& desk) {
  const auto& book = desk.state.locks().book();
  for (const auto& [claim, place] : book.claims_of(session_)) {
    if (knows(claim)) continue;
    if (place.token)
      hold(desk, claim, place.token, book.hold(place.token)->wants.front().name == watched_name);
    else
      waiting_.push_back({claim, book.request(place.arrival).wants.front().name == watched_name});
  }
}

void simulated_locking::hold(part_desk& desk, claim_id claim, fencing_token token, bool watched) {
  held_.push_back({claim, token, watched});
  if (watched) desk.seen_by.histories.granted(claim, token, desk.now);
}

void simulated_locking::concluded(part_desk& desk, const open_request& asked,
                                  const control::concluded& how) {
  if (auto at = std::find(asked_.begin(), asked_.end(), asked.claim); at != asked_.end())
    asked_.erase(at);
  if (how.error.code != errc::none) return;
  record(desk, asked, how.what);
  if (asked.what == kind::acquire && std::holds_alternative<registry::queued>(how.what))
    waiting_.push_back({asked.claim, asked.watched});
  auto* grant = std::get_if<registry::granted>(&how.what);
  if (grant == nullptr || asked.what == kind::release) return;
  auto stands = desk.state.locks().standing({session_, asked.claim});
  if (stands && stands->token == grant->token) hold(desk, asked.claim, grant->token, asked.watched);
}

void simulated_locking::record(part_desk& desk, const open_request& asked,
                               const registry::outcome& told) {
  if (!asked.watched) return;
  auto& seen = desk.seen_by.histories;
  auto* no = registry::refusal(told);
  if (asked.what == kind::release) return seen.released(asked.number, no == nullptr, desk.now);
  if (asked.what == kind::cancel) {
    if (std::holds_alternative<registry::done>(told)) seen.void_acquire(asked.claim);
  } else if (no != nullptr && no->code == errc::lock_busy) {
    seen.busy(asked.claim, desk.now);
  } else if (no != nullptr || std::holds_alternative<registry::deadlocked>(told)) {
    seen.void_acquire(asked.claim);
  }
}

} // namespace ringleader::testkit

// SPDX-License-Identifier: BSD-3-Clause
#include <ringleader/testkit/checkers/grant_checker.hpp>

#include <ringleader/base/match.hpp>

#include <algorithm>

namespace ringleader::testkit {

namespace {

// Of many that wait only the first are looked at after each entry.
constexpr std::size_t looked_at = 16;

const lock_want* find(const std::vector<lock_want>& wants, const std::string& name) {
  for (const auto& want : wants)
    if (want.name == name) return &want;
  return nullptr;
}

/// The later one must wait for the earlier one.
bool conflict(const std::vector<lock_want>& a, const std::vector<lock_want>& b) {
  return std::any_of(a.begin(), a.end(), [&](const lock_want& one) {
    auto* other = find(b, one.name);
    return other != nullptr && (one.mode != lock_mode::shared || other->mode != lock_mode::shared);
  });
}

std::string to_string(const lock_claim& claim) {
  return "claim " + ringleader::to_string(claim.id) + " of session " +
         ringleader::to_string(claim.session);
}

} // namespace

void grant_checker::agreed(const registry::envelope& command, const registry::applied& what) {
  take(command, what.outcome);
  end_sessions(what.events);
  for (const auto& ev : what.events)
    match(
      ev, [this](const lock_granted& grant) { granted(grant); },
      [this](const lock_ended& end) { ended(end); },
      [this](const lock_freed& names) { freed(names); }, [](const auto&) {});
  look_for_forgotten();
}

void grant_checker::take(const registry::envelope& command, const registry::outcome& outcome) {
  if (!command.from) return;
  auto session = command.from->session;
  if (auto* acquire = std::get_if<registry::acquire_lock>(&command.what)) {
    lock_claim claim{session, acquire->claim};
    auto is_queued = std::holds_alternative<registry::queued>(outcome);
    if (!is_queued && !std::holds_alternative<registry::granted>(outcome)) return;
    if (!asked_.try_emplace(claim, acquire->wants).second || !is_queued) return;
    waiting_.push_back({claim, acquire->wants});
  } else if (auto* cancel = std::get_if<registry::cancel_lock>(&command.what)) {
    if (!std::holds_alternative<registry::done>(outcome)) return;
    lock_claim claim{session, cancel->claim};
    waiting_.erase(std::remove_if(waiting_.begin(), waiting_.end(),
                                  [&](const request& r) { return r.claim == claim; }),
                   waiting_.end());
  }
}

// Before any grant of the entry, wherever in it they are told.
void grant_checker::end_sessions(const std::vector<registry::event>& events) {
  for (const auto& ev : events) {
    auto* end = std::get_if<registry::session_ended>(&ev);
    if (end == nullptr) continue;
    ended_.insert(end->session);
    waiting_.erase(
      std::remove_if(waiting_.begin(), waiting_.end(),
                     [&](const request& r) { return r.claim.session == end->session; }),
      waiting_.end());
  }
}

void grant_checker::granted(const lock_granted& grant) {
  request now{{grant.owner.session, grant.claim}, {}};
  auto who = to_string(now.claim) + " under token " + ringleader::to_string(grant.token);
  auto asked = asked_.find(now.claim);
  if (asked == asked_.end())
    return report_(violation_kind::grant_conflicts, who + " was granted what it did not ask for");
  now.wants = asked->second;
  if (ended_.count(now.claim.session) != 0)
    report_(violation_kind::granted_to_ended, who + " was granted " + to_string(now.wants));
  for (const auto& want : now.wants) {
    auto& newest = newest_[want.name];
    if (grant.token <= newest)
      report_(violation_kind::token_not_rising, who + " on " + want.name + ", which had " +
                                                  ringleader::to_string(newest) + " before");
    newest = std::max(newest, grant.token);
  }
  if (!is_free(now))
    report_(violation_kind::grant_conflicts,
            who + " was granted " + to_string(now.wants) + ", which is taken");
  auto at = waiting_.begin();
  for (; at != waiting_.end() && !(at->claim == now.claim); ++at)
    if (conflict(at->wants, now.wants))
      report_(violation_kind::overtaken, to_string(at->claim) + " waited for " +
                                           to_string(at->wants) + " when " + who + " was granted " +
                                           to_string(now.wants));
  if (at != waiting_.end()) waiting_.erase(at);
  held_.emplace(grant.token, std::move(now));
}

// What is withheld is taken as before, until it is freed.
void grant_checker::ended(const lock_ended& end) {
  if (!end.withheld_until) held_.erase(end.token);
}

void grant_checker::freed(const lock_freed& names) { held_.erase(names.token); }

bool grant_checker::is_free(const request& wanted) const {
  for (const auto& want : wanted.wants) {
    std::uint32_t permits = want.permits;
    for (const auto& [token, other] : held_) {
      auto* held = find(other.wants, want.name);
      if (held == nullptr) continue;
      if (held->mode == lock_mode::exclusive || held->mode != want.mode) return false;
      permits += held->permits;
    }
    if (want.mode == lock_mode::permits && permits > want.capacity) return false;
  }
  return true;
}

bool grant_checker::is_next(std::size_t waiting) const {
  for (std::size_t i = 0; i < waiting; ++i)
    if (conflict(waiting_[i].wants, waiting_[waiting].wants)) return false;
  return true;
}

void grant_checker::look_for_forgotten() {
  for (std::size_t i = 0; i < std::min(waiting_.size(), looked_at); ++i)
    if (is_next(i) && is_free(waiting_[i]))
      report_(violation_kind::waiter_forgotten,
              to_string(waiting_[i].claim) + " waits for " + to_string(waiting_[i].wants));
}

} // namespace ringleader::testkit

// SPDX-License-Identifier: BSD-3-Clause
#include <ringleader/contract/lock_views.hpp>
#include <ringleader/locks/holder_ids.hpp>
#include <ringleader/locks/lock_report.hpp>

#include <algorithm>

namespace ringleader {

namespace {

std::string print(const lock_party& who) {
  auto node = who.node.empty() ? "session " + to_string(who.session) : who.node;
  return node + " (" + who.owner + ")";
}

std::optional<duration> left_of(const registry::registry& state, std::optional<registry_time> end) {
  if (!end) return std::nullopt;
  return std::max(duration::zero(), *end - state.now());
}

lock_holding holding_of(const registry::registry& state, const std::string& name,
                        fencing_token token) {
  const auto& held = *state.locks().book().hold(token);
  lock_holding seen;
  if (!held.withheld) seen.who = party_of(*state.view(), held.owner);
  seen.token = token;
  seen.as = *std::find_if(held.wants.begin(), held.wants.end(),
                          [&](const lock_want& want) { return want.name == name; });
  seen.times = held.claims.size();
  seen.withheld = held.withheld;
  seen.left = left_of(state, held.expires);
  return seen;
}

} // namespace

lock_party party_of(const view& members, lock_owner owner) {
  auto* m = find(members, owner.session);
  return {m == nullptr ? std::string{} : m->name, owner.session, to_text(owner.holder)};
}

lock_state state_of(const registry::registry& state, const std::string& name) {
  lock_state seen;
  seen.name = name;
  seen.index = state.applied_index();
  auto known = report(state.locks().book(), name);
  if (!known) return seen;
  seen.capacity = known->capacity;
  for (const auto& h : known->holders) seen.holders.push_back(holding_of(state, name, h.token));
  for (const auto& w : known->waiters) {
    lock_waiting waiting{party_of(*state.view(), w.owner), w.as, w.names, {}, w.more};
    for (const auto& step : w.waits_for)
      waiting.waits_for.push_back(
        {step.blocker.session ? party_of(*state.view(), step.blocker) : lock_party{}, step.token});
    seen.waiters.push_back(std::move(waiting));
  }
  return seen;
}

lock_list list_of(const registry::registry& state, const list_locks& what) {
  lock_list seen;
  seen.index = state.applied_index();
  auto limit = std::min(what.limit, listed_locks_max);
  const auto& slots = state.locks().book().slots();
  auto at =
    what.after < what.prefix ? slots.lower_bound(what.prefix) : slots.upper_bound(what.after);
  for (; at != slots.end(); ++at) {
    const auto& [name, slot] = *at;
    if (name.compare(0, what.prefix.size(), what.prefix) != 0) break;
    if (seen.locks.size() >= limit) {
      seen.more = true;
      break;
    }
    lock_summary found{name, slot.capacity(), {}, slot.holds().size(), slot.waiting().size()};
    if (!slot.holds().empty()) found.first = holding_of(state, name, slot.holds().begin()->first);
    seen.locks.push_back(std::move(found));
  }
  return seen;
}

std::string to_text(const view& members, const registry::deadlocked& found) {
  std::string text;
  for (const auto& step : found.cycle) {
    auto blocker = print(party_of(members, step.blocker));
    text += (text.empty() ? "" : "; ") + print(party_of(members, step.waiter)) + " waits for '" +
            step.name + "' " +
            (step.token ? "held by " + blocker + " under token " + to_string(step.token)
                        : "where " + blocker + " waits earlier");
  }
  return found.more == 0 ? text : text + "; and " + std::to_string(found.more) + " more";
}

} // namespace ringleader

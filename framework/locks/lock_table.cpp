// SPDX-License-Identifier: BSD-3-Clause
#include <ringleader/locks/lock_table.hpp>

#include <algorithm>

namespace ringleader {

namespace {

/// Longer leases could overflow registry time; nobody means them.
constexpr duration lease_longest = std::chrono::hours{24 * 366};

bool usable(std::optional<duration> lease) {
  return !lease || (*lease > duration::zero() && *lease <= lease_longest);
}

failure unusable_lease() {
  return {errc::refused, "a lock's lease must be longer than zero and at most 366 days"};
}

failure not_the_holder(const std::string& name) {
  return {errc::not_holder, "the caller does not hold lock '" + name + "' under that token"};
}

auto find_waiter(std::vector<lock_waiter>& waiters, lock_owner owner) {
  return std::find_if(waiters.begin(), waiters.end(),
                      [&](const lock_waiter& w) { return w.owner == owner; });
}

lock_standing holding(const held_lock& held) { return {held.token, 0, held.expires}; }

} // namespace

result<lock_standing> lock_table::acquire(const std::string& name, lock_owner owner, bool wait,
                                          std::optional<duration> lease, registry_time now,
                                          token_source& tokens, events& out) {
  if (name.empty() || name.size() > limits_.name_bytes)
    return {errc::refused,
            "a lock's name must have 1 to " + std::to_string(limits_.name_bytes) + " bytes"};
  if (!usable(lease)) return unusable_lease();
  auto at = locks_.find(name);
  if (at == locks_.end()) {
    if (locks_.size() >= limits_.locks)
      return {errc::overloaded, "too many locks are held; release some"};
    at = locks_.emplace(name, held_lock{}).first;
    grant(at, {owner, lease}, now, tokens, out);
    return holding(at->second);
  }
  auto& held = at->second;
  if (held.owner == owner) return holding(held);
  auto place = find_waiter(held.waiters, owner);
  if (place == held.waiters.end()) {
    if (!wait) return {errc::lock_busy, "lock '" + name + "' is held by " + to_string(held.owner)};
    if (held.waiters.size() >= limits_.waiters)
      return {errc::overloaded, "too many wait for lock '" + name + "'; try again later"};
    place = held.waiters.insert(place, {owner, lease});
  }
  return lock_standing{{}, static_cast<std::uint32_t>(place - held.waiters.begin()) + 1, {}};
}

result<void> lock_table::release(const std::string& name, lock_owner owner, fencing_token token,
                                 registry_time now, token_source& tokens, events& out) {
  auto at = find_held(name, owner, token);
  if (at == locks_.end()) return not_the_holder(name);
  hand_over(at, lock_end::released, now, tokens, out);
  return {};
}

result<lock_standing> lock_table::cancel(const std::string& name, lock_owner owner) {
  auto at = locks_.find(name);
  if (at != locks_.end()) {
    if (at->second.owner == owner) return holding(at->second);
    auto place = find_waiter(at->second.waiters, owner);
    if (place != at->second.waiters.end()) {
      at->second.waiters.erase(place);
      return lock_standing{};
    }
  }
  return {errc::not_holder, "the caller does not wait for lock '" + name + "'"};
}

result<lock_standing> lock_table::extend(const std::string& name, lock_owner owner,
                                         fencing_token token, duration lease, registry_time now) {
  if (!usable(lease)) return unusable_lease();
  auto at = find_held(name, owner, token);
  if (at == locks_.end()) return not_the_holder(name);
  auto& held = at->second;
  if (!held.expires) return {errc::refused, "lock '" + name + "' has no lease to extend"};
  // Over is over, although nobody has taken it away yet: the holder had to stop by itself.
  if (*held.expires <= now) return {errc::lease_lost, "the lease of lock '" + name + "' is over"};
  held.expires = now + lease;
  return holding(held);
}

result<void> lock_table::expire(const std::string& name, fencing_token token, registry_time now,
                                token_source& tokens, events& out) {
  auto at = locks_.find(name);
  if (at == locks_.end() || at->second.token != token)
    return {errc::refused, "lock '" + name + "' is not held under that token any more"};
  if (!at->second.expires || *at->second.expires > now)
    return {errc::refused, "the lease of lock '" + name + "' is not over"};
  hand_over(at, lock_end::lease_ended, now, tokens, out);
  return {};
}

void lock_table::end_sessions(const std::set<session_id>& ended, registry_time now,
                              token_source& tokens, events& out) {
  auto gone = [&](const lock_waiter& w) { return ended.count(w.owner.session) != 0; };
  for (auto& [name, held] : locks_)
    held.waiters.erase(std::remove_if(held.waiters.begin(), held.waiters.end(), gone),
                       held.waiters.end());
  for (auto at = locks_.begin(); at != locks_.end();) {
    auto here = at++; // hand_over may erase it
    if (ended.count(here->second.owner.session) != 0)
      hand_over(here, lock_end::session_ended, now, tokens, out);
  }
}

std::vector<due_lock> lock_table::due(registry_time now, std::size_t most) const {
  std::vector<due_lock> over;
  for (const auto& [name, held] : locks_) {
    if (over.size() >= most) break;
    if (held.expires && *held.expires <= now) over.push_back({name, held.token});
  }
  return over;
}

const held_lock* lock_table::find(const std::string& name) const {
  auto at = locks_.find(name);
  return at == locks_.end() ? nullptr : &at->second;
}

lock_table::slot lock_table::find_held(const std::string& name, lock_owner owner,
                                       fencing_token token) {
  auto at = locks_.find(name);
  if (at == locks_.end() || at->second.owner != owner || at->second.token != token)
    return locks_.end();
  return at;
}

void lock_table::grant(slot at, const lock_waiter& to, registry_time now, token_source& tokens,
                       events& out) {
  auto& held = at->second;
  held.owner = to.owner;
  held.token = tokens.draw();
  held.expires.reset();
  if (to.lease) held.expires = now + *to.lease;
  out.push_back(lock_granted{at->first, held.owner, held.token, held.expires});
}

void lock_table::hand_over(slot at, lock_end why, registry_time now, token_source& tokens,
                           events& out) {
  auto& held = at->second;
  out.push_back(lock_ended{at->first, held.owner, held.token, why});
  if (held.waiters.empty()) {
    locks_.erase(at);
    return;
  }
  auto next = held.waiters.front();
  held.waiters.erase(held.waiters.begin());
  grant(at, next, now, tokens, out);
}

} // namespace ringleader

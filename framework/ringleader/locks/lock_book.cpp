// SPDX-License-Identifier: BSD-3-Clause
#include <ringleader/locks/lock_book.hpp>

#include <ringleader/base/expects.hpp>

#include <algorithm>

namespace ringleader {

void lock_book::add_hold(fencing_token token, lock_hold what) {
  auto fresh = holds_.emplace(token, std::move(what));
  EXPECTS(fresh.second);
  index(token, fresh.first->second);
}

lock_hold lock_book::remove_hold(fencing_token token) {
  auto at = holds_.find(token);
  EXPECTS(at != holds_.end());
  auto what = std::move(at->second);
  holds_.erase(at);
  unindex_owner(token, what);
  if (what.expires) ends_.erase({*what.expires, token});
  for (const auto& want : what.wants) {
    auto slot = slots_.find(want.name);
    EXPECTS(slot != slots_.end());
    slot->second.drop(token);
    drop_idle(slot);
  }
  return what;
}

void lock_book::set_end(fencing_token token, std::optional<registry_time> expires) {
  auto& what = holds_.at(token);
  if (what.expires) ends_.erase({*what.expires, token});
  what.expires = expires;
  if (expires) ends_.emplace(*expires, token);
}

void lock_book::withhold(fencing_token token, registry_time until) {
  auto& what = holds_.at(token);
  unindex_owner(token, what);
  what.owner = {};
  what.claims.clear();
  what.withheld = true;
  set_end(token, until);
}

void lock_book::join_hold(fencing_token token, claim_id claim) {
  auto& what = holds_.at(token);
  what.claims.push_back(claim);
  claims_[{what.owner.session, claim}] = {token, {}};
}

void lock_book::leave_hold(fencing_token token, claim_id claim) {
  auto& what = holds_.at(token);
  EXPECTS(what.claims.size() > 1);
  what.claims.erase(std::find(what.claims.begin(), what.claims.end(), claim));
  claims_.erase({what.owner.session, claim});
}

lock_arrival lock_book::add_request(lock_request what) {
  last_arrival_ = last_arrival_.next();
  auto fresh = requests_.emplace(last_arrival_, std::move(what));
  index(last_arrival_, fresh.first->second);
  return last_arrival_;
}

lock_request lock_book::remove_request(lock_arrival arrival) {
  auto at = requests_.find(arrival);
  EXPECTS(at != requests_.end());
  auto what = std::move(at->second);
  requests_.erase(at);
  claims_.erase(what.key());
  auto owner = owners_.find(what.owner);
  owner->second.waits.erase(arrival);
  if (owner->second.waits.empty() && owner->second.holds.empty()) owners_.erase(owner);
  for (const auto& want : what.wants) {
    auto slot = slots_.find(want.name);
    EXPECTS(slot != slots_.end());
    slot->second.leave(arrival);
    drop_idle(slot);
  }
  return what;
}

const lock_hold* lock_book::hold(fencing_token token) const {
  auto at = holds_.find(token);
  return at == holds_.end() ? nullptr : &at->second;
}

const lock_slot* lock_book::slot(const std::string& name) const {
  auto at = slots_.find(name);
  return at == slots_.end() ? nullptr : &at->second;
}

const lock_book::standing* lock_book::of(lock_owner owner) const {
  auto at = owners_.find(owner);
  return at == owners_.end() ? nullptr : &at->second;
}

std::optional<lock_book::place> lock_book::find(lock_claim claim) const {
  auto at = claims_.find(claim);
  return at == claims_.end() ? std::nullopt : std::optional{at->second};
}

std::vector<std::pair<claim_id, lock_book::place>> lock_book::claims_of(session_id session) const {
  std::vector<std::pair<claim_id, place>> theirs;
  for (auto at = claims_.lower_bound({session, {}});
       at != claims_.end() && at->first.session == session; ++at)
    theirs.emplace_back(at->first.id, at->second);
  return theirs;
}

bool lock_book::index_again() {
  slots_.clear();
  claims_.clear();
  owners_.clear();
  ends_.clear();
  std::size_t claims = 0;
  auto agrees = [&](const lock_want& want) {
    const auto* at = slot(want.name);
    return at == nullptr || at->capacity() == want.capacity;
  };
  for (const auto& [token, what] : holds_) {
    if (!token || !sound(what.wants)) return false;
    if (what.withheld != what.claims.empty() || (what.withheld && !what.expires)) return false;
    for (const auto& want : what.wants)
      if (!agrees(want) || (slot(want.name) != nullptr && !slot(want.name)->admits(want)))
        return false;
    claims += what.claims.size();
    index(token, what);
  }
  for (const auto& [arrival, what] : requests_) {
    if (!arrival || arrival > last_arrival_ || !sound(what.wants)) return false;
    if (!std::all_of(what.wants.begin(), what.wants.end(), agrees)) return false;
    ++claims;
    index(arrival, what);
  }
  return claims_.size() == claims; // no claim is in it twice
}

bool lock_book::sound(const std::vector<lock_want>& wants) {
  for (std::size_t i = 0; i < wants.size(); ++i) {
    const auto& want = wants[i];
    if (want.mode > lock_mode::permits) return false;
    if ((want.mode == lock_mode::permits) != (want.capacity != 0)) return false;
    if ((want.permits != 0) != (want.capacity != 0) || want.permits > want.capacity) return false;
    if (i > 0 && !(wants[i - 1].name < want.name)) return false;
  }
  return !wants.empty();
}

void lock_book::index(fencing_token token, const lock_hold& what) {
  for (const auto& want : what.wants) slot_for(want).hold(token, want);
  if (what.expires) ends_.emplace(*what.expires, token);
  if (what.withheld) return;
  owners_[what.owner].holds.insert(token);
  for (auto claim : what.claims) claims_[{what.owner.session, claim}] = {token, {}};
}

void lock_book::unindex_owner(fencing_token token, const lock_hold& what) {
  if (what.withheld) return;
  for (auto claim : what.claims) claims_.erase({what.owner.session, claim});
  auto owner = owners_.find(what.owner);
  owner->second.holds.erase(token);
  if (owner->second.waits.empty() && owner->second.holds.empty()) owners_.erase(owner);
}

void lock_book::index(lock_arrival arrival, const lock_request& what) {
  for (const auto& want : what.wants) slot_for(want).queue(arrival, want);
  owners_[what.owner].waits.insert(arrival);
  claims_[what.key()] = {{}, arrival};
}

lock_slot& lock_book::slot_for(const lock_want& want) {
  return slots_.try_emplace(want.name, want).first->second;
}

void lock_book::drop_idle(slot_place at) {
  if (at->second.idle()) slots_.erase(at);
}

} // namespace ringleader

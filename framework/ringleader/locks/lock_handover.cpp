// SPDX-License-Identifier: BSD-3-Clause
// Who gets what becomes free: grants, ends of grants, and whose turn it is then.
#include <ringleader/locks/lock_table.hpp>

#include <algorithm>

namespace ringleader {

namespace {

/// What is held covers what is wanted: all its names, in modes at least as strong.
bool covers(const std::vector<lock_want>& held, const std::vector<lock_want>& wanted) {
  return std::all_of(wanted.begin(), wanted.end(), [&](const lock_want& want) {
    return std::any_of(held.begin(), held.end(), [&](const lock_want& has) {
      return has.name == want.name && (has.mode == lock_mode::exclusive || has.mode == want.mode);
    });
  });
}

} // namespace

lock_standing lock_table::standing_of(const lock_book::place& at) const {
  if (at.token) return {at.token, 0, book_.hold(at.token)->expires};
  std::uint32_t position = 0;
  for (const auto& want : book_.request(at.arrival).wants)
    position = std::max(position, book_.slot(want.name)->place_of(at.arrival));
  return {{}, position, {}};
}

std::optional<failure> lock_table::no_room(const lock_request& request) const {
  if (book_.claims() >= limits_.claims)
    return failure{errc::overloaded, "too many claims are held or waiting in the cluster"};
  std::size_t fresh = 0;
  for (const auto& want : request.wants) {
    const auto* slot = book_.slot(want.name);
    if (slot == nullptr)
      ++fresh;
    else if (slot->holds().size() + slot->waiting().size() >= limits_.holders)
      return failure{errc::overloaded, "too many hold '" + want.name + "' or wait for it"};
  }
  if (book_.slots().size() + fresh > limits_.names)
    return failure{errc::overloaded, "too many names are locked in the cluster; release some"};
  return std::nullopt;
}

bool lock_table::grantable(const lock_request& request, lock_arrival arrival) const {
  return std::all_of(request.wants.begin(), request.wants.end(), [&](const lock_want& want) {
    const auto* slot = book_.slot(want.name);
    return slot == nullptr || (slot->admits(want) && slot->turn_of(arrival, want));
  });
}

fencing_token lock_table::covering(const lock_request& request) const {
  const auto* slot = book_.slot(request.wants.front().name);
  const auto* owner = book_.of(request.owner);
  if (slot == nullptr || owner == nullptr) return {};
  auto joinable = [&](fencing_token token) {
    const auto& held = *book_.hold(token);
    return !held.withheld && held.owner == request.owner && covers(held.wants, request.wants);
  };
  // Either may be long: many share a name, or one owner holds many.
  if (owner->holds.size() < slot->holds().size()) {
    auto at = std::find_if(owner->holds.begin(), owner->holds.end(), joinable);
    return at == owner->holds.end() ? fencing_token{} : *at;
  }
  auto at = std::find_if(slot->holds().begin(), slot->holds().end(),
                         [&](const auto& hold) { return joinable(hold.first); });
  return at == slot->holds().end() ? fencing_token{} : at->first;
}

fencing_token lock_table::grant(lock_request request, registry_time now, token_source& tokens,
                                events& out) {
  auto token = tokens.draw();
  lock_hold held{request.owner, {request.claim}, std::move(request.wants), {}, request.delay,
                 false};
  if (request.lease) held.expires = now + *request.lease;
  out.push_back(lock_granted{names_of(held.wants), held.owner, request.claim, token, held.expires});
  book_.add_hold(token, std::move(held));
  return token;
}

void lock_table::end(fencing_token token, lock_end why, const std::string& reason, bool orderly,
                     registry_time now, events& out, candidates& next) {
  const auto& held = *book_.hold(token);
  if (orderly || held.delay == duration::zero()) {
    auto gone = book_.remove_hold(token);
    look_at(gone.wants, next);
    out.push_back(
      lock_ended{names_of(gone.wants), gone.owner, std::move(gone.claims), token, why, reason, {}});
  } else {
    auto until = now + held.delay;
    out.push_back(
      lock_ended{names_of(held.wants), held.owner, held.claims, token, why, reason, until});
    book_.withhold(token, until);
  }
}

void lock_table::free(fencing_token token, const std::string& reason, events& out,
                      candidates& next) {
  auto gone = book_.remove_hold(token);
  out.push_back(lock_freed{names_of(gone.wants), token, reason});
  look_at(gone.wants, next);
}

void lock_table::look_at(const std::vector<lock_want>& wants, candidates& next) const {
  for (const auto& want : wants)
    if (const auto* slot = book_.slot(want.name))
      for (auto arrival : slot->front()) next.insert(arrival);
}

void lock_table::serve(candidates next, registry_time now, token_source& tokens, events& out) {
  while (!next.empty()) {
    auto arrival = *next.begin();
    next.erase(next.begin());
    // Another name's change may have brought the same request here before.
    if (book_.requests().count(arrival) == 0 || !grantable(book_.request(arrival), arrival))
      continue;
    auto request = book_.remove_request(arrival);
    auto wants = request.wants;
    grant(std::move(request), now, tokens, out);
    // Behind a lock that was just taken nobody comes next; a semaphore may have room left.
    wants.erase(std::remove_if(wants.begin(), wants.end(),
                               [](const lock_want& w) { return w.mode != lock_mode::permits; }),
                wants.end());
    look_at(wants, next);
  }
}

} // namespace ringleader

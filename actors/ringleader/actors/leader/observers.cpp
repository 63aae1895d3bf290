// SPDX-License-Identifier: BSD-3-Clause
// Those who look on: a state first, then changes behind its number.
#include <ringleader/actors/leader/leader_actor.hpp>
#include <ringleader/contract/errors.hpp>

#include <caf/send.hpp>

#include <algorithm>

namespace ringleader {

namespace {

constexpr std::size_t list_max = 256;

caf::error knows_nothing() {
  return make_error(errc::no_quorum, "the node does not know the control log yet");
}

} // namespace

caf::result<void> leader_actor::accept(const observe& what) {
  if (!what.listener) return make_error(errc::refused, "there is no listener in the message");
  if (!kept_->listeners.add(what.election, what.listener))
    return make_error(errc::overloaded, "too many observe elections on this node");
  watch(what.listener.address());
  numbers_.emplace(what.election, 0);
  // The first state that becomes known goes to all listeners.
  if (knows_) caf::anon_send(what.listener, numbered(what.election));
  return caf::unit;
}

void leader_actor::accept(const unobserve& what) {
  if (what.listener && kept_->listeners.remove(what.election, what.listener.address()))
    forget_numbers();
}

caf::result<election_state> leader_actor::accept(const inspect_election& what) const {
  if (!knows_) return knows_nothing();
  return numbered(what.election);
}

caf::result<election_list> leader_actor::accept(const list_elections& what) const {
  if (!knows_) return knows_nothing();
  election_list list;
  auto limit = std::min(what.limit, list_max);
  auto& all = mirror_.all();
  auto at = what.after < what.prefix ? all.lower_bound(what.prefix) : all.upper_bound(what.after);
  for (; at != all.end() && at->first.compare(0, what.prefix.size(), what.prefix) == 0; ++at) {
    list.more = list.elections.size() >= limit;
    if (list.more) break;
    list.elections.push_back(numbered(at->first));
  }
  return list;
}

election_state leader_actor::numbered(const std::string& election) const {
  auto state = mirror_.of(election);
  if (auto at = numbers_.find(election); at != numbers_.end()) state.number = at->second;
  return state;
}

void leader_actor::publish(election_change change) {
  auto number = numbers_.find(change.election);
  if (number == numbers_.end()) return;
  change.number = ++number->second;
  for (auto& listener : kept_->listeners.of(change.election)) caf::anon_send(listener, change);
}

/// Of elections that nobody observes any more. Whoever comes later gets a state before changes.
void leader_actor::forget_numbers() {
  for (auto at = numbers_.begin(); at != numbers_.end();)
    at = kept_->listeners.has(at->first) ? std::next(at) : numbers_.erase(at);
}

void leader_actor::publish_states() {
  for (auto& [election, listeners] : kept_->listeners.all())
    for (auto& listener : listeners) caf::anon_send(listener, numbered(election));
}

} // namespace ringleader

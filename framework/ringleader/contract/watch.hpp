// SPDX-License-Identifier: BSD-3-Clause
/// watch: hearing of the members, of a lock or of an election, for actors. The whole state comes
/// first, and then what changes:
///
///   watch(self, node.members());                // [](const view& all) {...}, at each change
///   watch(self, node.locks(), "ledger");        // lock_state, then each lock_change
///   watch(self, node.elections(), "payroll");   // election_state, then each election_change
///   unwatch(self, node.locks(), "ledger");
///
/// self is an actor pointer, and understands what it watches. Twice is once, and the state again.
/// Ends with the actor. What was under way when it said unwatch may still come.
///
/// A node takes 4,096 watchers of each kind; beyond, nothing comes. Who wants to know asks: the
/// same messages (watch_members, watch_lock, watch_election) as requests are answered `overloaded`.
#pragma once

#include <ringleader/contract/elections.hpp>
#include <ringleader/contract/locks.hpp>
#include <ringleader/contract/members.hpp>

#include <caf/actor_cast.hpp>
#include <caf/send.hpp>

#include <string>
#include <utility>

namespace ringleader {

namespace contract {

template <class Listener, class Self> Listener listener_of(Self&& self) {
  return caf::actor_cast<Listener>(caf::strong_actor_ptr{(&*self)->ctrl()});
}

} // namespace contract

template <class Self> void watch(Self&& self, const membership& members) {
  caf::anon_send(members, watch_members{contract::listener_of<view_listener>(self)});
}

template <class Self> void unwatch(Self&& self, const membership& members) {
  caf::anon_send(members, unwatch_members{contract::listener_of<view_listener>(self)});
}

template <class Self> void watch(Self&& self, const lock_manager& locks, std::string name) {
  caf::anon_send(locks, watch_lock{std::move(name), contract::listener_of<lock_listener>(self)});
}

template <class Self> void unwatch(Self&& self, const lock_manager& locks, std::string name) {
  caf::anon_send(locks, unwatch_lock{std::move(name), contract::listener_of<lock_listener>(self)});
}

template <class Self>
void watch(Self&& self, const election_manager& elections, std::string election) {
  auto listener = contract::listener_of<election_listener>(self);
  caf::anon_send(elections, watch_election{std::move(election), std::move(listener)});
}

template <class Self>
void unwatch(Self&& self, const election_manager& elections, std::string election) {
  auto listener = contract::listener_of<election_listener>(self);
  caf::anon_send(elections, unwatch_election{std::move(election), std::move(listener)});
}

} // namespace ringleader

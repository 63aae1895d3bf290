// SPDX-License-Identifier: BSD-3-Clause
/// What can be seen of locks: one name with its holders and its queue, a list of names, and a
/// subscription to one name.
///
///   self->request(locks, 2s, inspect_lock{"payroll"}).then([=](const lock_state& now) { ... });
///   self->send(locks, watch_lock{"payroll", self});       // self: a lock_listener
///
/// All of it is what the own node has applied of the log: true at `index`, maybe not any more.
///
/// A listener receives the whole state first and then each change, until it unsubscribes or ends.
/// After a gap (a snapshot stood for entries, the lock manager was rebuilt) it receives the whole
/// state again. Who queues is no change; the state tells.
#pragma once

#include <ringleader/locks/lock_event.hpp>

#include <caf/typed_actor.hpp>

#include <optional>
#include <string>
#include <vector>

namespace ringleader {

/// Whose claim something is. node: empty once its session ended and nobody remembers its name, and
/// for what is withheld after a loss.
struct lock_party {
  std::string node;
  session_id session;
  std::string owner; ///< "actor 17", "owner 3", "thread 2"
};

struct lock_holding {
  lock_party who;
  fencing_token token;
  lock_want as;                 ///< mode and permits on this name
  std::size_t times = 1;        ///< of a re-entrant owner
  bool withheld = false;        ///< lost by its holder, and nobody's before `left` is over
  std::optional<duration> left; ///< of the lease or the lock-delay, in registry time
};

/// In the way of one that waits: holds under `token`, or came earlier.
struct lock_obstacle {
  lock_party who;
  fencing_token token;
};

struct lock_waiting {
  lock_party who;
  lock_want as;
  std::size_t names = 1; ///< that it waits for together, this one included
  std::vector<lock_obstacle> waits_for;
  std::size_t more = 0; ///< obstacles not told
};

/// Free if nobody holds it.
struct lock_state {
  std::string name;
  log_index index;            ///< of the newest entry that this node has applied
  std::uint32_t capacity = 0; ///< of a semaphore
  std::vector<lock_holding> holders;
  std::vector<lock_waiting> waiters; ///< in the order of their coming
};

/// Answered with lock_state.
struct inspect_lock {
  std::string name;
};

struct lock_summary {
  std::string name;
  std::uint32_t capacity = 0;
  std::optional<lock_holding> first; ///< of the holders, by token
  std::size_t holders = 0;
  std::size_t waiters = 0;
};

struct lock_list {
  log_index index;
  std::vector<lock_summary> locks; ///< by name
  bool more = false;               ///< names behind the last one were left out
};

/// Answered with lock_list: names that begin with `prefix` and come behind `after`, at most `limit`
/// of them, and at most 1,000.
struct list_locks {
  std::string prefix;
  std::string after;
  std::size_t limit = 100;
};

enum class lock_turn : std::uint8_t { granted, ended, freed };

/// granted: `who` holds it. ended: `who` does not any more. freed: it was withheld after a loss.
struct lock_change {
  std::string name;
  log_index index;
  lock_turn what = lock_turn::granted;
  lock_party who;
  fencing_token token;
  lock_end why = lock_end::released; ///< of `ended`
  std::string reason;                ///< of an operator
  bool withheld = false;             ///< of `ended`: nobody gets it for the lock-delay
};

using lock_listener = caf::typed_actor<caf::reacts_to<lock_state>, caf::reacts_to<lock_change>>;

struct watch_lock {
  std::string name;
  lock_listener listener;
};

struct unwatch_lock {
  std::string name;
  lock_listener listener;
};

} // namespace ringleader

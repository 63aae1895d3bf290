// SPDX-License-Identifier: BSD-3-Clause
/// wait_graph: would a request, once it waits, wait for ever? Asked before it is queued.
///
///   auto found = find_deadlock(book, request, limits);
///   if (!found) return found.error();              // too much to look at
///   if (!found->cycle.empty()) return *found;      // who waits for whom
///
/// Owners are the nodes. One that waits goes on when all its requests are granted, and a request is
/// granted when enough of what it conflicts with is released: all of it for a lock, enough permits
/// for a semaphore, so a cycle alone is no deadlock there. Whoever does not wait is taken to
/// release in the end; what is withheld frees itself. Starting from those the search marks who can
/// go on; who is left stands still for ever, or until a lease or a patience ends, which nobody
/// should have to wait for.
///
/// Only an acquire can close a cycle: grants turn one kind of edge into the other, and ends take
/// edges away. And only an owner that stands somewhere already, as holder or as waiter, can be
/// waited for, so all others are not looked at.
#pragma once

#include <ringleader/base/result.hpp>
#include <ringleader/locks/lock_book.hpp>
#include <ringleader/locks/lock_limits.hpp>

namespace ringleader {

/// The shortest cycle through the owner that asked, of which at most wait_steps_max steps are told;
/// empty: no deadlock.
struct lock_deadlock {
  std::vector<wait_step> cycle;
  std::uint32_t more = 0; ///< steps not told

  friend bool operator==(const lock_deadlock& a, const lock_deadlock& b) {
    return a.cycle == b.cycle && a.more == b.more;
  }
};

/// overloaded if more than the limits allow would have to be looked at.
result<lock_deadlock> find_deadlock(const lock_book& book, const lock_request& fresh,
                                    const lock_limits& limits);

} // namespace ringleader

// SPDX-License-Identifier: BSD-3-Clause
/// lock_report: one name as people want to see it: who holds it, who waits, and for whom.
///
///   if (auto seen = report(locks.book(), "payroll")) print(to_string(*seen));
///
/// A waiter names those that stand in its way on this name directly, at most wait_steps_max of
/// them; who waits behind a waiter in turn is found at that one. Bounded by what may hold and wait
/// for one name.
#pragma once

#include <ringleader/locks/lock_book.hpp>

namespace ringleader {

struct lock_report {
  struct holder {
    lock_owner owner; ///< none: withheld after a loss
    std::vector<claim_id> claims;
    fencing_token token;
    lock_want as; ///< its mode and permits on this name
    std::optional<registry_time> expires;
  };

  struct waiter {
    lock_owner owner;
    claim_id claim;
    lock_want as;
    std::size_t names = 1; ///< of its request, this one included
    std::vector<wait_step> waits_for;
    std::size_t more = 0; ///< in its way, but not named
  };

  std::string name;
  std::uint32_t capacity = 0; ///< zero for a lock
  std::vector<holder> holders;
  std::vector<waiter> waiters; ///< in the order of their coming
};

/// None if nobody stands at that name.
std::optional<lock_report> report(const lock_book& book, const std::string& name);

/// A line for the name, one for each holder and one for each waiter.
std::string to_string(const lock_report& seen);

} // namespace ringleader

// SPDX-License-Identifier: BSD-3-Clause
#include <ringleader/locks/lock_slot.hpp>

#include <ringleader/base/expects.hpp>
#include <ringleader/base/mutant.hpp>

#include <iterator>

namespace ringleader {

bool lock_slot::admits(const lock_want& want) const {
  switch (want.mode) {
  case lock_mode::exclusive: return holds_.empty();
  case lock_mode::shared:
    return holds_.empty() || holds_.begin()->second.mode == lock_mode::shared ||
           mutated(mutant::shared_beside_exclusive);
  case lock_mode::permits: return want.permits <= capacity_ - used_;
  }
  return false;
}

bool lock_slot::turn_of(lock_arrival arrival, const lock_want& want) const {
  if (mutated(mutant::waiter_overtaken)) return true;
  if (want.mode == lock_mode::shared) return alone_.empty() || *alone_.begin() > arrival;
  return queue_.empty() || queue_.begin()->first >= arrival;
}

void lock_slot::hold(fencing_token token, const lock_want& want) {
  EXPECTS(admits(want));
  holds_.emplace(token, share{want.mode, want.permits});
  used_ += want.permits;
}

void lock_slot::drop(fencing_token token) {
  auto at = holds_.find(token);
  EXPECTS(at != holds_.end());
  used_ -= at->second.permits;
  holds_.erase(at);
}

void lock_slot::queue(lock_arrival arrival, const lock_want& want) {
  queue_.emplace(arrival, share{want.mode, want.permits});
  if (want.mode != lock_mode::shared) alone_.insert(arrival);
}

void lock_slot::leave(lock_arrival arrival) {
  queue_.erase(arrival);
  alone_.erase(arrival);
}

std::vector<lock_arrival> lock_slot::front() const {
  std::vector<lock_arrival> first;
  for (const auto& [arrival, what] : queue_) {
    if (what.mode != lock_mode::shared) {
      if (first.empty()) first.push_back(arrival);
      break;
    }
    first.push_back(arrival);
  }
  return first;
}

std::vector<lock_arrival> lock_slot::ahead_of(lock_arrival arrival, const lock_want& want) const {
  if (want.mode == lock_mode::shared) {
    auto after = alone_.lower_bound(arrival);
    if (after == alone_.begin()) return {};
    return {*std::prev(after)};
  }
  std::vector<lock_arrival> ahead;
  for (auto at = queue_.lower_bound(arrival); at != queue_.begin();) {
    --at;
    bool shares = at->second.mode == lock_mode::shared;
    // Who shares waits for those before it that do not, so only the last of these counts.
    if (!shares && !ahead.empty()) break;
    ahead.push_back(at->first);
    if (!shares) break;
  }
  return ahead;
}

std::uint32_t lock_slot::place_of(lock_arrival arrival) const {
  return static_cast<std::uint32_t>(std::distance(queue_.begin(), queue_.lower_bound(arrival))) + 1;
}

} // namespace ringleader

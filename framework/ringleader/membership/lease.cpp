// SPDX-License-Identifier: BSD-3-Clause
#include <ringleader/membership/lease.hpp>

#include <ringleader/base/expects.hpp>
#include <ringleader/base/mutant.hpp>

#include <algorithm>

namespace ringleader {

void lease_holder::renewal_sent(renewal_id id, instant now) {
  EXPECTS(id > last_);
  last_ = id;
  if (mutated(mutant::lease_from_last_sending))
    for (auto& sent : outstanding_) sent.second = now;
  outstanding_.emplace(id, now);
  if (outstanding_.size() > outstanding_max) outstanding_.erase(outstanding_.begin());
}

void lease_holder::renewal_answered(renewal_id id, instant now) {
  auto at = outstanding_.find(id);
  if (at == outstanding_.end()) return;
  auto from = mutated(mutant::lease_from_answer) ? now : at->second;
  valid_until_ = std::max(valid_until_, from + config_.holder_time());
  // Earlier renewals could only give an earlier end.
  outstanding_.erase(outstanding_.begin(), std::next(at));
}

void lease_holder::reset() {
  valid_until_ = instant::min();
  outstanding_.clear();
}

} // namespace ringleader

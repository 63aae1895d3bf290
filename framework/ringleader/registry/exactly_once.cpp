// SPDX-License-Identifier: BSD-3-Clause
#include <ringleader/registry/exactly_once.hpp>

#include <ringleader/base/mutant.hpp>
#include <ringleader/registry/command_check.hpp>

namespace ringleader::registry {

admission outcome_window::admit(const proposer& from, std::uint64_t hash) {
  auto refuse = [](errc code, std::string why, bool retry = false) {
    return admission{refused{code, std::move(why), retry}};
  };
  if (auto ok = check_proposer(from); !ok) return refuse(ok.error().code, ok.error().message);
  if (from.stream < stream_)
    return refuse(errc::sequence_too_old, "a newer stream of this session has taken over");
  if (from.stream > stream_) {
    stream_ = from.stream;
    acked_below_ = sequence{1};
    kept_.clear();
  }
  if (from.acked_below > acked_below_) {
    acked_below_ = from.acked_below;
    kept_.erase(kept_.begin(), kept_.lower_bound(acked_below_));
  }
  if (from.sequence < acked_below_)
    return refuse(errc::sequence_too_old, "the proposer has seen this command's outcome");
  auto at = kept_.find(from.sequence);
  if (at != kept_.end()) {
    if (at->second.command_hash == hash) return {at->second.what};
    return refuse(errc::sequence_reused, "this sequence number came with another command before");
  }
  if (from.sequence.value - acked_below_.value >= window_size)
    return refuse(errc::overloaded, "too many commands are under way; acknowledge outcomes first",
                  true);
  return {};
}

void outcome_window::keep(sequence number, std::uint64_t hash, const outcome& what) {
  if (mutated(mutant::retry_applied_twice)) return;
  EXPECTS(number >= acked_below_ && number.value - acked_below_.value < window_size);
  bool fresh = kept_.emplace(number, kept_outcome{hash, what}).second;
  EXPECTS(fresh);
}

bool outcome_window::is_sound() const {
  if (!acked_below_ || (!stream_ && !kept_.empty())) return false;
  return kept_.empty() || (kept_.begin()->first >= acked_below_ &&
                           kept_.rbegin()->first.value - acked_below_.value < window_size);
}

void outcome_window::forget_messages() {
  for (auto& [number, kept] : kept_)
    if (auto* no = std::get_if<refused>(&kept.what)) no->message.clear();
}

} // namespace ringleader::registry

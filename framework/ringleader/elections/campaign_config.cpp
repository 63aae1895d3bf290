// SPDX-License-Identifier: BSD-3-Clause
#include <ringleader/elections/campaign_config.hpp>

namespace ringleader {

namespace {

failure wrong(const std::string& what, const std::string& range) {
  return {errc::invalid_option, "elections: set " + what + " to a value in " + range};
}

template <class T> bool within(T x, T low, T high) { return low <= x && x <= high; }

} // namespace

result<void> campaign_config::validate() const {
  constexpr duration shortest = std::chrono::milliseconds{1};
  constexpr duration longest = std::chrono::hours{1};
  if (!within<std::size_t>(candidacies_max, 1, 1'000'000))
    return wrong("candidacies_max", "1..1000000");
  if (!within<std::size_t>(askers_max, 1, 10'000)) return wrong("askers_max", "1..10000");
  if (!within(patience, patience_least, longest)) return wrong("patience", "patience_least..1h");
  if (patience_least < shortest) return wrong("patience_least", "1ms..patience");
  if (!within(retry_pause, shortest, longest)) return wrong("retry_pause", "1ms..1h");
  if (!within(refused_pause, shortest, refused_pause_max))
    return wrong("refused_pause", "1ms..refused_pause_max");
  if (refused_pause_max > longest) return wrong("refused_pause_max", "refused_pause..1h");
  if (!within(drain_patience, duration::zero(), longest)) return wrong("drain_patience", "0..1h");
  if (!within(singleton_pause, shortest, singleton_pause_max))
    return wrong("singleton_pause", "1ms..singleton_pause_max");
  if (singleton_pause_max > longest) return wrong("singleton_pause_max", "singleton_pause..1h");
  return {};
}

} // namespace ringleader

// SPDX-License-Identifier: BSD-3-Clause
/// campaign_config: the bounds of what one node does in the elections of its cluster.
#pragma once

#include <ringleader/base/result.hpp>
#include <ringleader/base/time.hpp>

#include <cstddef>

namespace ringleader {

struct campaign_config {
  /// Who may campaign at a time, those that are resigning included. Range 1..1,000,000.
  std::size_t candidacies_max = 4'096;
  /// Who may wait for the answer to what became of one candidacy, those of each kind. Range
  /// 1..10,000.
  std::size_t askers_max = 16;
  /// How long the log is tried before an asker is told that it did not agree. Longer: fewer errors
  /// in a bad hour; shorter: sooner known. Range patience_least..1 h.
  duration patience = std::chrono::seconds{5};
  /// What a proposal gets at least, however late it is made. Range 1 ms..patience.
  duration patience_least = std::chrono::seconds{1};
  /// Behind a proposal that failed. Longer: less load, later recovery. Range 1 ms..1 h.
  duration retry_pause = std::chrono::milliseconds{200};
  /// Behind a refusal, doubled by each one that follows up to the maximum. Range
  /// 1 ms..refused_pause_max; 1 h at most.
  duration refused_pause = std::chrono::milliseconds{500};
  duration refused_pause_max = std::chrono::seconds{10};
  /// A leave waits so long for the log to take the resignations; it ends the session in any case.
  /// Range 0..1 h.
  duration drain_patience = std::chrono::seconds{2};
  /// Behind a failure of a singleton, doubled by each one that follows up to the maximum. Range
  /// 1 ms..singleton_pause_max; 1 h at most.
  duration singleton_pause = std::chrono::milliseconds{100};
  duration singleton_pause_max = std::chrono::seconds{10};

  result<void> validate() const;
};

} // namespace ringleader

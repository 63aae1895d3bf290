// SPDX-License-Identifier: BSD-3-Clause
/// outcome_window: makes each command of a proposer happen once, however often it reaches the log.
///
///   admission a = window.admit(from, hash);  // of the command's encoded form
///   if (a.answer) return *a.answer;          // seen before, or refused
///   window.keep(from.sequence, hash, outcome = execute(...));
///
/// Commands not seen before are executed in any order: retries and lost leaders reorder them, and
/// the proposer's own rules decide what may be under way at once. Outcomes are kept from
/// acked_below up; a number below it cannot be told from one that was never seen, so it is refused.
///
/// Does not promise anything across sessions: the end of a session ends its window.
/// Invariants: at most window_size outcomes are kept, all of one stream and none below acked_below.
#pragma once

#include <ringleader/registry/commands.hpp>
#include <ringleader/registry/outcome.hpp>

#include <map>

namespace ringleader::registry {

/// Numbers from acked_below up to this many further may be under way. Part of the rules of apply.
inline constexpr std::uint64_t window_size = 1'024;

struct kept_outcome {
  std::uint64_t command_hash = 0;
  outcome what;
};

struct admission {
  std::optional<outcome> answer; ///< set: do not execute, answer this
};

class outcome_window {
public:
  /// Takes note of the stream and of what is acknowledged, and says whether to execute.
  admission admit(const proposer& from, std::uint64_t command_hash);

  /// EXPECTS that `number` was just admitted.
  void keep(sequence number, std::uint64_t command_hash, const outcome& what);

  /// False for one that was read and keeps what none of ours can.
  bool is_sound() const;

  /// Empties the texts of kept refusals, for a digest over what decides.
  void forget_messages();

  stream_id stream() const { return stream_; }
  sequence acked_below() const { return acked_below_; }
  const std::map<sequence, kept_outcome>& kept() const { return kept_; }

  template <class Inspector>
  friend typename Inspector::result_type inspect(Inspector& f, outcome_window& x) {
    return f(x.stream_, x.acked_below_, x.kept_);
  }

private:
  stream_id stream_;
  sequence acked_below_{1};
  std::map<sequence, kept_outcome> kept_;
};

template <class Inspector> typename Inspector::result_type inspect(Inspector& f, kept_outcome& x) {
  return f(x.command_hash, x.what);
}

} // namespace ringleader::registry

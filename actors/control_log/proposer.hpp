// SPDX-License-Identifier: BSD-3-Clause
/// proposer: the commands of one node that are not answered yet. Numbers them within this start's
/// stream, so that each happens once however often it is sent, and knows which to send again.
#pragma once

#include <ringleader/base/time.hpp>
#include <ringleader/registry/commands.hpp>
#include <ringleader/registry/outcome.hpp>

#include <caf/response_promise.hpp>

#include <map>
#include <optional>
#include <vector>

namespace ringleader {

class proposer {
public:
  /// More unanswered commands than the registry remembers could not be told from repetitions.
  static constexpr std::size_t waiting_max = 1000;

  /// How long a join is tried before it is given up.
  static constexpr duration join_patience = std::chrono::seconds{5};

  explicit proposer(stream_id stream) : stream_(stream) {}

  /// False: too many are waiting.
  bool add(session_id session, registry::command what, caf::response_promise asker, instant now,
           duration patience);

  void add_join(registry::join who, caf::response_promise asker, instant now);

  /// Envelopes that were never sent, or not answered for `retry_after` since; they count as sent.
  std::vector<registry::envelope> due(instant now, duration retry_after);

  /// All that is unanswered is due again: the leader changed.
  void resend_all();

  /// The registry answered; true if it was ours.
  bool settle(const registry::envelope& entry, const registry::outcome& outcome);

  /// Answers what was tried for too long: outcome_unknown if it was ever sent, else no_quorum.
  void give_up(instant now);

  /// Ends everything, as if it had been tried for too long: nobody is left to try on.
  void abandon();

  bool empty() const { return waiting_.empty() && !join_; }

private:
  struct pending {
    session_id session;
    registry::command what;
    caf::response_promise asker;
    instant until; // given up then
    std::optional<instant> sent;
    bool ever_sent = false;
  };

  static void fail(pending& p);

  stream_id stream_;
  sequence next_{1};
  std::map<sequence, pending> waiting_;
  std::optional<pending> join_;
};

} // namespace ringleader

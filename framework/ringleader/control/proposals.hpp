// SPDX-License-Identifier: BSD-3-Clause
/// proposals: the commands of one node that are not answered yet.
///
///   if (!p.add(cookie, session, {command, encode(command)}, now, patience)) refuse(overloaded);
///   for (auto* due : p.due(now, retry_after)) send(encode_envelope(due->what.from, due->encoded));
///   if (auto ended = p.settle(envelope)) answer(ended->cookie);   // as each entry is applied
///   p.passed_over();                                              // a snapshot stood for entries
///   for (auto& late : p.give_up(now)) answer(late.cookie, late.why);
///
/// Numbers them within one stream, so that each takes effect once however often it is sent, and
/// knows which to send again. Does not promise that a command that was given up has no effect; the
/// failure says whether it may have.
/// Invariant: the numbers under way span less than waiting_max, as the registry demands.
#pragma once

#include <ringleader/base/time.hpp>
#include <ringleader/registry/commands.hpp>

#include <algorithm>
#include <map>
#include <optional>
#include <vector>

namespace ringleader::control {

class proposals {
public:
  /// More unanswered commands than the registry remembers could not be told from repetitions.
  static constexpr std::size_t waiting_max = 1000;

  /// Who has more patience has this much: duration::max() is no time that has passed.
  static constexpr duration patience_max = std::chrono::hours{24 * 366};

  /// How long a join is tried before it is given up.
  static constexpr duration join_patience = std::chrono::seconds{5};

  struct ending {
    std::uint64_t cookie = 0;
    failure why;
  };

  explicit proposals(stream_id stream) : stream_(stream) {}

  /// A command with its encoded form, which is made once.
  struct command {
    registry::command what;
    bytes encoded;
  };
  struct proposal {
    registry::envelope what;
    bytes encoded; // of the command alone
  };

  /// False: too many are waiting.
  bool add(std::uint64_t cookie, session_id session, command what, instant now, duration patience);

  /// The join that this one takes the place of, if there is one.
  std::optional<ending> add_join(std::uint64_t cookie, command who, instant now);

  /// Those that were never sent, or not answered for `retry_after` since; they count as sent.
  /// Valid until the next call of any other function.
  std::vector<const proposal*> due(instant now, duration retry_after);

  /// All that is unanswered is due again: the leader changed.
  void resend_all();

  struct settled {
    std::uint64_t cookie = 0;
    /// Another entry of it may have been applied unseen: if the session that would remember it has
    /// ended, a refusal does not tell that nothing happened.
    bool is_doubtful = false;
  };

  /// The entry is applied; none if it was not ours.
  std::optional<settled> settle(const registry::envelope& entry);

  /// A snapshot took the place of entries, and the outcomes of commands that were sent may be among
  /// them.
  void passed_over();

  /// What was tried for too long: outcome_unknown if it was ever sent, else no_quorum.
  std::vector<ending> give_up(instant now);

  /// When due() or give_up() may have something new to say without anything added; never if
  /// nothing waits.
  instant due_at() const { return empty() ? never : retry_at_; }
  instant give_up_at() const { return empty() ? never : until_; }

  bool empty() const { return waiting_.empty() && !join_; }

private:
  struct pending {
    std::uint64_t cookie = 0;
    proposal what;
    instant until; // given up then
    std::optional<instant> sent;
    bool ever_sent = false;
    bool is_doubtful = false;
  };

  static ending failed(const pending& p);

  stream_id stream_;
  sequence next_{1};
  sequence unsent_from_{1};  // those before were sent to the present leader
  instant retry_at_ = never; // nothing that was sent is due again before
  instant until_ = never;    // nothing is given up before
  std::map<sequence, pending> waiting_;
  std::optional<pending> join_;
};

} // namespace ringleader::control

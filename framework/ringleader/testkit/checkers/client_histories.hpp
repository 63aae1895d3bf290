// SPDX-License-Identifier: BSD-3-Clause
/// client_histories: what the clients of one run saw of one exclusive lock and of one leadership,
/// for the linearizability checker.
///
///   histories.acquire(claim, now); histories.granted(claim, token, now);
///   histories.agreed(events, now);     // what ends without its holder ends when that is committed
///   histories.check();                 // after the run
///
/// A claim that was granted, or a leadership that was won, may never be known to the client: its
/// operation stays unanswered. One that the log never granted had no effect and is left out. A
/// candidate that somebody took the leadership from stands on: if it is elected again, that is an
/// operation of its own, from when the log said so.
/// Bounded: what begins after `operations_max` of a history is not recorded, and what was under way
/// then stays unanswered.
#pragma once

#include <ringleader/registry/event.hpp>
#include <ringleader/testkit/checkers/violation.hpp>
#include <ringleader/testkit/histories/election_model.hpp>
#include <ringleader/testkit/histories/fenced_lock_model.hpp>
#include <ringleader/testkit/histories/operation.hpp>

#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace ringleader::testkit {

class client_histories {
public:
  using reporter = std::function<void(violation_kind, std::string)>;
  static constexpr std::size_t operations_max = 300;

  /// The names that are watched. All claims on the lock are for it alone and exclusive.
  static constexpr auto lock_name = "lock0";
  static constexpr auto election_name = "office";

  explicit client_histories(reporter report) : report_(std::move(report)) {}

  void acquire(claim_id claim, instant now);
  void granted(claim_id claim, fencing_token token, instant now);
  void busy(claim_id claim, instant now);
  /// `request` names it until it is answered.
  void release(claim_id claim, std::uint64_t request, instant now);
  void released(std::uint64_t request, bool held, instant now);

  void campaign(holder_id candidate, instant now);
  void won(holder_id candidate, election_term term, instant now);
  void watched(std::optional<election_term> term, instant asked, instant now);

  /// From now on nothing is recorded: who asks hundreds of times at once is too much for the
  /// search.
  void close() { closed_ = true; }

  /// What one entry told, when it was first committed.
  void agreed(const std::vector<registry::event>& events, instant now);

  void check() const;

private:
  using lock_history = std::vector<operation<lock_operation>>;
  using leadership_history = std::vector<operation<election_operation>>;

  bool is_full() const { return closed_ || lock_.size() + election_.size() >= operations_max; }
  void begin_leadership(holder_id candidate, election_term term, instant now);
  void end_leadership(instant now);

  reporter report_;
  bool closed_ = false;
  lock_history lock_;
  std::map<claim_id, std::size_t> acquires_; // where in it
  std::map<std::uint64_t, std::size_t> releases_;
  std::set<claim_id> was_granted_;
  leadership_history election_;
  std::map<holder_id, std::size_t> candidates_; // its newest win, or what may become its first
  std::map<election_term, std::size_t> wins_;
  std::set<std::uint64_t> was_elected_; // numbers of wins
  std::optional<holder_id> leading_;
};

} // namespace ringleader::testkit

// SPDX-License-Identifier: BSD-3-Clause
/// registry_checker: holds what nodes make of the control log, and what they tell their clients,
/// against a registry of its own that applies each agreed command once.
///
///   checker.agreed(entry);                      // once for each command, in the order of the log
///   auto floor = checker.floor();               // before a request leaves
///   checker.answered(request, outcome, index);  // what the client was told, with the node's index
///   checker.has(node, index, digest);           // a node's state at an index
///
/// Every command of a session takes effect once: its repetitions in the log change nothing and get
/// the outcome of the first. An answer is that outcome, at a place in the log behind all that any
/// client had been shown when the request was made. A read sees all that had been shown. What the
/// grants of locks promise it leaves to a grant_checker, and who was elected to a
/// leadership_checker. Finds nothing by itself about the log: that is the raft_checker's.
#pragma once

#include <ringleader/consensus/types.hpp>
#include <ringleader/registry/registry.hpp>
#include <ringleader/testkit/checkers/grant_checker.hpp>
#include <ringleader/testkit/checkers/leadership_checker.hpp>
#include <ringleader/testkit/checkers/open_request.hpp>
#include <ringleader/testkit/checkers/violation.hpp>

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

namespace ringleader::testkit {

class registry_checker {
public:
  using reporter = std::function<void(violation_kind, std::string)>;

  /// Commands of this stream are forged: the node whose session they name did not propose them.
  static constexpr stream_id forged_stream{0xf0};

  explicit registry_checker(reporter report)
    : report_(std::move(report)), grants_(report_), leaderships_(report_) {}

  /// Gives what the entry told.
  std::vector<registry::event> agreed(const consensus::entry& entry);

  /// What every answer to a request that begins now must not be older than.
  log_index floor() const { return shown_; }

  /// A lock request ended with an outcome at a node that has applied up to `applied`. Gives the
  /// index at which it took effect.
  log_index answered(const open_request& asked, const registry::outcome& told, log_index applied);
  /// A read was answered from the state at `applied`, after the log confirmed `confirmed`.
  void read(const open_request& asked, log_index confirmed, log_index applied);

  void has(std::size_t node, log_index index, std::uint64_t digest);

  /// Time alone was to change a leadership.
  bool is_election_overdue() const { return leaderships_.is_overdue(state_.now()); }

  const registry::registry& state() const { return state_; }

private:
  using command_key = std::tuple<session_id, stream_id, sequence>;

  struct fate {
    log_index index;
    registry::outcome what;
  };

  /// False: it had before, and this is its repetition.
  bool took_effect(const registry::envelope& body, log_index index,
                   const registry::applied& applied);
  void remember(const registry::command& what, log_index index, const registry::outcome& outcome);
  void shown(log_index index) { shown_ = std::max(shown_, index); }

  reporter report_;
  grant_checker grants_;
  leadership_checker leaderships_;
  registry::registry state_;
  std::map<command_key, fate> first_;              // of each command of a session
  std::map<claim_id, std::vector<fate>> acquires_; // of lock requests
  std::map<claim_id, std::vector<fate>> releases_;
  std::vector<std::optional<std::uint64_t>> digests_; // by index, the first that was seen
  log_index shown_;                                   // the newest state that a client was shown
};

} // namespace ringleader::testkit

// SPDX-License-Identifier: BSD-3-Clause
/// leadership_checker: holds who was elected against what their rules say,
/// knowing nothing of how the election table comes to it: it sees the agreed commands and what each
/// of them told.
///
///   checker.agreed(command, applied, registry.now());   // once for each command that is no
///                                                       // repetition, in the order of the log
///
/// It asks of every winner: it campaigns, its session has not ended, and its term is larger than
/// all before. Of one that fills a vacancy: the policy or the predecessor named it, by votes not
/// before enough have voted or their time is over. Of one that takes over: the rules allow it, the
/// minimum term is over, and it is stronger. And after every entry: no leadership is vacant that
/// the policy can fill.
#pragma once

#include <ringleader/registry/registry.hpp>
#include <ringleader/testkit/checkers/violation.hpp>

#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace ringleader::testkit {

class leadership_checker {
public:
  using reporter = std::function<void(violation_kind, std::string)>;

  explicit leadership_checker(reporter report) : report_(std::move(report)) {}

  void agreed(const registry::envelope& command, const registry::applied& what, registry_time now);

  /// Time alone was to fill a leadership, or to give it to a stronger one, and has not.
  bool is_overdue(registry_time now) const;

private:
  struct candidate {
    candidate_id id;
    std::uint32_t weight = 0;
  };

  struct election {
    election_rules rules;
    std::vector<candidate> candidates; // in the order of their coming
    std::map<session_id, candidate_id> votes;
    std::optional<candidate_id> winner;
    registry_time since{};                // when the winner was elected
    std::optional<registry_time> voting;  // since when votes are waited for
    std::optional<candidate_id> favoured; // by the predecessor, in this entry
  };

  void take(const registry::envelope& command, const registry::applied& what);
  void take_join(const registry::join& command, const std::vector<registry::event>& events);
  void end_sessions(const std::vector<registry::event>& events);
  static void withdraw(election& from, candidate_id who);
  void changed(const election_changed& told, registry_time now);
  /// Why it may not have it; empty: it may.
  std::string misgiven(const election& in, candidate_id to, registry_time now) const;
  bool is_stronger(const election& in, candidate_id who) const;
  bool may_fill(const election& in, candidate_id who, registry_time now) const;
  std::uint64_t power(const election& in, session_id voter) const;
  std::uint64_t support(const election& in, candidate_id of) const;
  bool has_majority(const election& in, candidate_id who) const;
  void look_for_vacancies(registry_time now);

  reporter report_;
  std::map<std::string, election> elections_;      // in which somebody campaigns
  std::map<session_id, std::uint32_t> electorate_; // weights
  std::set<session_id> ended_;
  election_term newest_;
};

} // namespace ringleader::testkit

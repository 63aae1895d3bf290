// SPDX-License-Identifier: BSD-3-Clause
/// campaign_checker: holds what candidates and singletons are made to believe against what the
/// group has agreed on and against what those of other nodes believe at the same true time.
///
///   checker.agreed(events);                          // of each entry, as soon as it is committed
///   checker.gained(node, in, session, term, now);   // a candidate of the node was told
///   checker.lost(node, in); checker.started(node, in, session); checker.gone(node, in);
///   checker.resigned(holder, now);                   // nobody campaigns for it any more
///   if (auto holder = checker.left(state)) ...       // not the end, as long as one is left
///
/// It asks:
///   misled_candidate: whoever is told leadership_gained is told the term that the log gave to its
///     session, and nobody else of its node still believes to lead that election;
///   two_leaders: when somebody is told leadership_gained, nobody of another node still believes to
///     lead, but for a node that is paused and whose lease is over: it may not act and cannot be
///     told. Where a stronger candidate may take over this is not asked: an update takes time;
///   two_singletons: when a singleton is started, none of the same election runs in its own node,
///     nor in another node that has a lease of the session for which it was started;
///   campaigns_after_resign: who resigned, or whose owner is gone, does not campaign for good.
#pragma once

#include <ringleader/registry/registry.hpp>
#include <ringleader/testkit/checkers/violation.hpp>

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace ringleader::testkit {

class campaign_checker {
public:
  using reporter = std::function<void(violation_kind, std::string)>;

  /// What a node is to those who look at it from outside.
  struct sight {
    bool is_awake = false; ///< neither down nor paused, and its timers have caught up
    session_id session;    ///< of which it has a lease until then, in true time
    instant lease_until{};
  };

  campaign_checker(std::function<sight(std::size_t)> look, reporter report)
    : look_(std::move(look)), report_(std::move(report)) {}

  void agreed(const std::vector<registry::event>& events);

  void gained(std::size_t node, const std::string& election, session_id session, election_term term,
              bool may_be_taken_over, instant now);
  void lost(std::size_t node, const std::string& election);

  void started(std::size_t node, const std::string& election, session_id session, instant now);
  void gone(std::size_t node, const std::string& election);

  void resigned(holder_id holder, instant now) { resigned_.emplace(holder, now); }
  /// Who still campaigns though it resigned before that time.
  std::optional<holder_id> left(const registry::registry& state, session_id but = {},
                                instant before = never) const;

private:
  /// The session in whose name a node acts, by election and node.
  using actors = std::map<std::string, std::map<std::size_t, session_id>>;

  bool acts(std::size_t node, session_id session, instant now) const;

  std::function<sight(std::size_t)> look_;
  reporter report_;
  std::map<election_term, std::pair<std::string, session_id>> wins_;
  actors leading_;
  actors running_;
  std::map<holder_id, instant> resigned_;
};

} // namespace ringleader::testkit

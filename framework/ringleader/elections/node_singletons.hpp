// SPDX-License-Identifier: BSD-3-Clause
/// node_singletons: starts a node's singletons on the winner and stops them before anybody else can
/// be. A part of node_elections, which says what happens when.
///
/// A singleton is a candidate of its own. It is started when it wins and stopped when it does not
/// hold the leadership any more. In favour of a stronger candidate, or on leave, it is stopped
/// first and its candidacy ends when it is gone: the rules in the log never let anybody take over
/// from a singleton. One that fails is started again under the same term behind a pause, which
/// doubles with each failure that follows.
///
/// Invariants: of one election at most one is wanted to run here at a time; none is started before
/// the one before is gone; a candidacy does not end while its singleton runs.
#pragma once

#include <ringleader/elections/candidacies.hpp>

namespace ringleader::campaigns {

class node_singletons {
public:
  explicit node_singletons(const campaign_config& config) : config_(config) {}

  void on(const run_singleton& what) { singletons_[what.election].options = what.options; }
  void on(const singleton_ended& what, instant now, effects& out);
  /// All stop, and their candidacies end when they are gone.
  void drain(effects& out);

  /// A candidacy for each singleton that has none.
  void campaign(candidacies& all, const known_elections& known);
  void reconcile(candidacies& all, const known_elections& known, instant now, effects& out);

  bool any_running() const;
  instant next_deadline(const known_elections& known, instant now) const;

private:
  struct singleton {
    singleton_options options;
    holder_id candidate;
    bool running = false; // until it is known to be gone
    bool ending = false;
    election_term term; // of the latest start
    instant since{};    // the first start under that term
    std::optional<candidate_id> hands_over_to;
    instant not_before{};
    duration pause{};
  };

  void reconcile_one(const std::string& election, singleton& o, candidacies& all,
                     const known_elections& known, instant now, effects& out);
  static void stop(const std::string& election, singleton& o, effects& out);
  static std::optional<candidate_id> successor(const std::string& election, const singleton& o,
                                               const known_elections& known, instant now);

  campaign_config config_;
  bool is_draining_ = false;
  std::map<std::string, singleton> singletons_;
};

} // namespace ringleader::campaigns

// SPDX-License-Identifier: BSD-3-Clause
/// node_elections: what one node does in the elections of its cluster: who campaigns and watches
/// here, and which singletons run. Pure: feed events, execute the effects in order.
///
///   campaigns::node_elections machine{config, generation, kept};
///   for (auto& fx : machine.step(campaigns::lease_seen{session, until}, now)) run(fx);
///   auto all = machine.step(campaigns::campaign{asker, owner, "payroll", terms}, now);
///   ... at next_deadline(): step(campaigns::tick{}, now)
///   for (auto& fx : machine.step(campaigns::end{}, now)) run(fx);
///   kept = machine.kept();                                   // for the next machine of this node
///
/// It keeps a copy of the elections in the registry (known_elections) and compares what everybody
/// here wants with it after every event. The lease of the node is told before other events, since
/// its end ends the leadership before a successor can be elected; `now` is that of the clock that
/// the lease is measured by. What a frozen process does after it wakes is fenced by the term only.
///
/// Crash-only: candidates keep their place in the log when the machine is made anew from what is
/// kept; whoever leads is told leadership_lost and leadership_gained again; requests that were not
/// answered are answered with outcome_unknown, and a first `campaign` among them is taken back.
/// What was on its way then may take effect behind the new machine's back: see candidacies.
#pragma once

#include <ringleader/elections/candidacies.hpp>
#include <ringleader/elections/node_singletons.hpp>

namespace ringleader::campaigns {

class node_elections {
public:
  /// generation: greater than that of every machine whose candidates are kept; below 2^32. EXPECTS
  /// config.validate().
  node_elections(const campaign_config& config, std::uint64_t generation, kept_candidacies kept);

  /// EXPECTS that now never goes back.
  effects step(const event& what, instant now);

  /// When a tick has something to do; never if nothing is due.
  instant next_deadline() const;

  /// What the next machine is to go on with.
  kept_candidacies kept() const { return candidacies_.kept(); }

  /// What this node knows of an election; none if it knows nothing yet.
  std::optional<election_state> state_of(const std::string& election) const;
  /// The elections in which anybody campaigns, by name; null if the node knows nothing yet.
  const std::map<std::string, election_state>* all() const;

private:
  void on(const update& what, instant now, effects& out);
  void on(const drain& what, instant now, effects& out);
  void reconcile(instant now, effects& out);
  void answer_drained_askers(instant now, effects& out);

  campaign_config config_;
  instant now_{};
  known_elections known_;
  candidacies candidacies_;
  node_singletons singletons_;
  instant drain_until_ = never;
  std::vector<asker_id> drain_askers_;
};

} // namespace ringleader::campaigns

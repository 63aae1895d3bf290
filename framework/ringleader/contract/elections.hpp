// SPDX-License-Identifier: BSD-3-Clause
/// election_manager: named elections, as a typed actor of the own node.
///
///   self->request(elections, 10s, campaign{"payroll"}).then(...);       // self is the candidate
///   ... [=](const leadership_gained& won) { begin_work(won.term); }, // what self understands
///       [=](const leadership_lost& lost) { stop_work(); },
///
/// The actor that asks is the candidate, one for each actor and election, and campaigns until it
/// resigns or ends: if its node's session ends it campaigns again in the next one, as the last to
/// come. Campaigning again changes weight and data and keeps the place. The winner is told
/// `leadership_gained` with its term, the fencing token: hand it to whatever the winner changes and
/// let that side refuse smaller ones.
///
/// `leadership_lost` follows every `leadership_gained`. When the node's lease ends it comes before
/// a successor can be elected, as long as clocks run at nearly the same rate; `leadership_gained`
/// comes again, with the same term, if the lease is won back in time. Where the rules allow a
/// take-over the successor is elected in the entry that ends the leadership, so the two overlap for
/// as long as the update takes: run_singleton hands over without that.
///
/// A vote is the member's, whichever of its actors gives it; it stands until it is changed or one
/// of both goes. Ask for the next one when the one before is answered. A watcher gets the whole
/// election_state first and then each change (election_state.hpp), until it says unwatch_election
/// or ends.
///
/// campaign and resign are answered when the own node has seen what came of them, or after about
/// six seconds. Errors: refused (the message says why: rules that make no sense or are not those of
/// the election, no asking actor), overloaded (too many), not_found (no such election or candidate
/// to vote for), no_quorum (nothing was agreed on), outcome_unknown, stopping. After an error of
/// its first `campaign` an actor does not campaign: what may have come of it is taken back. resign
/// answers false where the actor did not campaign. Asking again is safe.
#pragma once

#include <ringleader/elections/election_state.hpp>
#include <ringleader/elections/leadership_loss.hpp>

#include <caf/typed_actor.hpp>

namespace ringleader {

struct campaign {
  std::string election;
  election_rules rules; ///< of the first candidate; all others say the same
  std::uint32_t weight = 0;
  bytes data;
};

struct resign {
  std::string election;
  /// Who takes the leadership that became free if it campaigns: the first candidate of the node
  /// with that name, or one candidate. Else the policy decides.
  std::variant<std::monostate, std::string, candidate_id> successor;
};

struct vote {
  std::string election;
  std::optional<candidate_id> choice; ///< none: takes the vote back
};

struct leadership_gained {
  std::string election;
  election_term term;
};

struct leadership_lost {
  std::string election;
  election_term term; ///< as `leadership_gained` named it
  leadership_loss why = leadership_loss::cut_off;
};

using election_listener =
  caf::typed_actor<caf::reacts_to<election_state>, caf::reacts_to<election_change>>;

struct watch_election {
  std::string election;
  election_listener listener;
};

struct unwatch_election {
  std::string election;
  election_listener listener;
};

/// Answered with election_state; without candidates if nobody campaigns.
struct inspect_election {
  std::string election;
};

/// Answered with election_list: names that begin with `prefix` and come behind `after`, at most
/// `limit` of them, and at most 256.
struct list_elections {
  std::string prefix;
  std::string after;
  std::size_t limit = 100;
};

struct election_list {
  std::vector<election_state> elections; ///< in which anybody campaigns, by name
  bool more = false;                     ///< names behind the last one were left out
};

using election_manager =
  caf::typed_actor<caf::replies_to<campaign>::with<election_state>,
                   caf::replies_to<resign>::with<bool>, caf::replies_to<vote>::with<bool>,
                   caf::reacts_to<watch_election>, caf::reacts_to<unwatch_election>,
                   caf::replies_to<inspect_election>::with<election_state>,
                   caf::replies_to<list_elections>::with<election_list>>;

} // namespace ringleader

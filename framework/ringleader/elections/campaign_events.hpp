// SPDX-License-Identifier: BSD-3-Clause
/// What the elections of a node are told.
#pragma once

#include <ringleader/base/result.hpp>
#include <ringleader/elections/ballot.hpp>
#include <ringleader/elections/candidacy.hpp>
#include <ringleader/elections/election_event.hpp>
#include <ringleader/elections/election_mirror.hpp>
#include <ringleader/elections/singleton_options.hpp>

#include <memory>
#include <variant>

namespace ringleader::campaigns {

/// The log as far as this node has applied it: the members that live, and either all elections at
/// that entry or what they told since the update before. Answers to proposals come before the
/// update of the entry that they are about.
struct update {
  log_index index;
  session_id own; ///< this node's; none if it has none
  electorate voters;
  member_names names;
  std::shared_ptr<const std::map<std::string, election>> all; ///< null: `events` say what changed
  std::vector<election_event> events;
};

/// The session for which the node may act, and until when; told before whatever else happens.
struct lease_seen {
  session_id session;
  instant until;
};

/// The node leaves the cluster: from now on nobody here leads.
struct leaving {};

/// The owner wants to campaign, or asks for other terms.
struct campaign {
  asker_id asker;
  owner_id owner;
  std::string election;
  candidacy_terms terms;
};

/// A node's first candidate by its name, one candidate, or whomever the policy prefers.
using wanted_successor = std::variant<std::monostate, std::string, candidate_id>;

struct resign {
  asker_id asker;
  owner_id owner;
  std::string election;
  wanted_successor successor;
};

/// It is gone: it campaigns no more in any election.
struct owner_ended {
  owner_id owner;
};

/// What became of propose_campaign; no refusal: it campaigns.
struct campaigned {
  holder_id holder;
  std::optional<failure> refusal;
};

/// What became of propose_resign; a refusal: it did not campaign.
struct resigned {
  holder_id holder;
  std::optional<failure> refusal;
};

/// What became of either is not known, or nothing did.
struct failed {
  holder_id holder;
  failure why;
};

/// This node is to run a singleton while it wins the election.
struct run_singleton {
  std::string election;
  singleton_options options;
};

/// The running singleton is gone, asked or not.
struct singleton_ended {
  std::string election;
  std::string why; ///< for people
};

/// Resign from everything and stop all singletons; answered when a successor may start.
struct drain {
  asker_id asker;
};

/// Somebody here watches the election from now on.
struct watched {
  std::string election;
};

/// Nobody here does any more.
struct unwatched {
  std::string election;
};

/// Time passed: see node_elections::next_deadline().
struct tick {};

/// The machine ends and another one takes its place: whoever leads is told leadership_lost, whoever
/// waits is answered.
struct end {};

using event =
  std::variant<update, lease_seen, leaving, campaign, resign, owner_ended, campaigned, resigned,
               failed, run_singleton, singleton_ended, drain, watched, unwatched, tick, end>;

bool operator==(const update& a, const update& b);
bool operator==(const lease_seen& a, const lease_seen& b);
bool operator==(const leaving& a, const leaving& b);
bool operator==(const campaign& a, const campaign& b);
bool operator==(const resign& a, const resign& b);
bool operator==(const owner_ended& a, const owner_ended& b);
bool operator==(const campaigned& a, const campaigned& b);
bool operator==(const resigned& a, const resigned& b);
bool operator==(const failed& a, const failed& b);
bool operator==(const run_singleton& a, const run_singleton& b);
bool operator==(const singleton_ended& a, const singleton_ended& b);
bool operator==(const drain& a, const drain& b);
bool operator==(const watched& a, const watched& b);
bool operator==(const unwatched& a, const unwatched& b);
bool operator==(const tick& a, const tick& b);
bool operator==(const end& a, const end& b);

std::string to_string(const event& what);

} // namespace ringleader::campaigns

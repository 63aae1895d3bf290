// SPDX-License-Identifier: BSD-3-Clause
/// What the elections of a node want done.
#pragma once

#include <ringleader/base/result.hpp>
#include <ringleader/elections/candidacy.hpp>
#include <ringleader/elections/election_state.hpp>
#include <ringleader/elections/leadership_loss.hpp>

#include <variant>

namespace ringleader::campaigns {

/// Agree on this in the name of the node's session, and try it for `patience`; answered with
/// `campaigned` or `failed`.
struct propose_campaign {
  holder_id holder;
  std::string election;
  candidacy_terms terms;
  duration patience{};
};

/// The same; answered with `resigned` or `failed`.
struct propose_resign {
  holder_id holder;
  std::string election;
  std::optional<candidate_id> successor;
  duration patience{};
};

struct tell_gained {
  owner_id owner;
  std::string election;
  election_term term;
};

struct tell_lost {
  owner_id owner;
  std::string election;
  election_term term;
  leadership_loss why = leadership_loss::cut_off;
};

/// They campaign, and see themselves in this state.
struct answer_candidates {
  std::vector<asker_id> askers;
  election_state state;
};

/// was_candidate: what they wanted to resign from is over.
struct answer_resigners {
  std::vector<asker_id> askers;
  bool was_candidate = false;
};

struct answer_drained {
  std::vector<asker_id> askers;
};

struct refuse_askers {
  std::vector<asker_id> askers;
  failure why;
};

/// Run it for this session of the node; answered by singleton_ended when it is gone.
struct start_singleton {
  std::string election;
  election_term term;
  session_id session;
};

/// Kill what start_singleton started.
struct stop_singleton {
  std::string election;
  election_term term;
};

/// It ended by itself and is not started again before the pause is over.
struct singleton_failed {
  std::string election;
  std::string why;
  duration pause{};
};

/// The log refuses what campaigns on without anybody to be told; tried again.
struct campaign_refused {
  std::string election;
  std::string message;
};

/// To all who watch the election here. What they got before is a state, or a change with the
/// number before this one.
struct publish_change {
  election_change change;
};

struct publish_state {
  election_state state;
};

/// News with all elections is needed: what came last does not follow what is known.
struct ask_for_state {};

using effect =
  std::variant<propose_campaign, propose_resign, tell_gained, tell_lost, answer_candidates,
               answer_resigners, answer_drained, refuse_askers, start_singleton, stop_singleton,
               singleton_failed, campaign_refused, publish_change, publish_state, ask_for_state>;
using effects = std::vector<effect>;

bool operator==(const propose_campaign& a, const propose_campaign& b);
bool operator==(const propose_resign& a, const propose_resign& b);
bool operator==(const tell_gained& a, const tell_gained& b);
bool operator==(const tell_lost& a, const tell_lost& b);
bool operator==(const answer_candidates& a, const answer_candidates& b);
bool operator==(const answer_resigners& a, const answer_resigners& b);
bool operator==(const answer_drained& a, const answer_drained& b);
bool operator==(const refuse_askers& a, const refuse_askers& b);
bool operator==(const start_singleton& a, const start_singleton& b);
bool operator==(const stop_singleton& a, const stop_singleton& b);
bool operator==(const singleton_failed& a, const singleton_failed& b);
bool operator==(const campaign_refused& a, const campaign_refused& b);
bool operator==(const publish_change& a, const publish_change& b);
bool operator==(const publish_state& a, const publish_state& b);
bool operator==(const ask_for_state& a, const ask_for_state& b);

std::string to_string(const effect& what);

} // namespace ringleader::campaigns

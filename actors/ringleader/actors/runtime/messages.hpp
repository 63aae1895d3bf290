// SPDX-License-Identifier: BSD-3-Clause
/// What built-in actors of several families say to each other inside one node; what one family
/// alone says stands in its own messages.hpp. None of it leaves the process inside a CAF message,
/// so CAF need not know how to write it; what goes to other nodes is encoded with the codec (the
/// wire.hpp of control_log and entities).
#pragma once

#include <ringleader/actors/runtime/address_book.hpp>
#include <ringleader/actors/runtime/frames.hpp>
#include <ringleader/contract/type_ids.hpp>
#include <ringleader/registry/commands.hpp>
#include <ringleader/registry/registry.hpp>

#include <caf/allowed_unsafe_message_type.hpp>
#include <caf/type_id.hpp>

#include <functional>
#include <memory>

namespace ringleader {

/// A timer of an actor went off; those of an earlier arming are ignored.
struct wake {
  std::uint64_t arming = 0;
};

/// The first message of every built-in actor, sent when it can be found in the address book.
struct begin_life {};

/// To the control log: agree on this in the name of the own session. Answered with a
/// registry::outcome, no_quorum (nothing happened) or outcome_unknown.
struct propose {
  registry::command what;
  duration patience = std::chrono::seconds{5}; // how long it is tried before it is given up
};

/// To the control log, before there is a session: join under this description.
struct propose_join {
  registry::join who;
};

struct proposal_outcome {
  registry::outcome what;
};

/// From the control log to every built-in actor, after each batch of applied entries, and once with
/// reset = true when an actor subscribes. State first: events only make a reaction prompt.
struct registry_update {
  log_index index;
  bool reset = false;
  store_id control_leader; // none while unknown
  bool votes = false;      // this node holds the log as a voter
  raft_term term;
  std::shared_ptr<const view> members;
  std::shared_ptr<const partition_table> table;
  std::shared_ptr<const registry::registry> state; // with reset, for who keeps locks or elections
  std::shared_ptr<const std::vector<registry::event>> events;
};

/// Tells an update that lies behind what was seen: a rebuilt control log starts from an empty
/// registry and publishes the past again.
class newest_update {
public:
  bool accept(const registry_update& update) {
    if (update.index < seen_) return false;
    seen_ = update.index;
    return true;
  }

private:
  log_index seen_;
};

/// To the control log: send me registry updates, the present state first.
struct watch_registry {
  child who = child::transport;
};

/// To the control log: run this on the registry as this node has applied it. Asked through
/// query_registry (actors/runtime/query.hpp).
struct registry_query {
  std::function<void(const registry::registry&)> run;
};

/// From the control log: the query was run at this entry; what it found is where it put it.
struct registry_queried {
  log_index index;
};

/// To the control log, which knows who leads: renew the own session.
struct renew_request {
  session_id session;
  std::uint64_t id = 0;
};

/// From the control log: the leader answered.
struct renew_answer {
  session_id session;
  std::uint64_t id = 0;
};

/// To the leader actor: the node has a lease again, or for the first time.
struct lease_begun {};

/// To an announcer (announcer.hpp).
struct announcement {
  std::vector<caf::strong_actor_ptr> to;
  caf::message what;
};

/// To the host: end everything, answer when the last entity is gone.
struct drain_all {};

} // namespace ringleader

CAF_BEGIN_TYPE_ID_BLOCK(ringleader_runtime, 40000)

  CAF_ADD_TYPE_ID(ringleader_runtime, (ringleader::frames_in))
  CAF_ADD_TYPE_ID(ringleader_runtime, (ringleader::peer_up))
  CAF_ADD_TYPE_ID(ringleader_runtime, (ringleader::peer_down))
  CAF_ADD_TYPE_ID(ringleader_runtime, (ringleader::transport_trouble))
  CAF_ADD_TYPE_ID(ringleader_runtime, (ringleader::wake))
  CAF_ADD_TYPE_ID(ringleader_runtime, (ringleader::begin_life))
  CAF_ADD_TYPE_ID(ringleader_runtime, (ringleader::propose))
  CAF_ADD_TYPE_ID(ringleader_runtime, (ringleader::propose_join))
  CAF_ADD_TYPE_ID(ringleader_runtime, (ringleader::proposal_outcome))
  CAF_ADD_TYPE_ID(ringleader_runtime, (ringleader::registry_update))
  CAF_ADD_TYPE_ID(ringleader_runtime, (ringleader::watch_registry))
  CAF_ADD_TYPE_ID(ringleader_runtime, (ringleader::renew_request))
  CAF_ADD_TYPE_ID(ringleader_runtime, (ringleader::renew_answer))
  CAF_ADD_TYPE_ID(ringleader_runtime, (ringleader::drain_all))
  CAF_ADD_TYPE_ID(ringleader_runtime, (ringleader::registry_query))
  CAF_ADD_TYPE_ID(ringleader_runtime, (ringleader::registry_queried))
  CAF_ADD_TYPE_ID(ringleader_runtime, (ringleader::lease_begun))
  CAF_ADD_TYPE_ID(ringleader_runtime, (ringleader::announcement))

CAF_END_TYPE_ID_BLOCK(ringleader_runtime)

CAF_ALLOW_UNSAFE_MESSAGE_TYPE(ringleader::frames_in)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(ringleader::peer_up)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(ringleader::peer_down)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(ringleader::transport_trouble)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(ringleader::wake)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(ringleader::begin_life)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(ringleader::propose)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(ringleader::propose_join)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(ringleader::proposal_outcome)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(ringleader::registry_update)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(ringleader::watch_registry)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(ringleader::renew_request)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(ringleader::renew_answer)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(ringleader::announcement)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(ringleader::drain_all)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(ringleader::registry_query)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(ringleader::registry_queried)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(ringleader::lease_begun)

// SPDX-License-Identifier: BSD-3-Clause
/// What the built-in actors say to each other inside one node. None of it leaves the process inside
/// a CAF message, so CAF need not know how to write it; what goes to other nodes is encoded with
/// the codec and listed in actors/node/wire.hpp.
#pragma once

#include <ringleader/actors/entities/entity_definition.hpp>
#include <ringleader/actors/transport/inbound.hpp>
#include <ringleader/base/ports/log_store.hpp>
#include <ringleader/contract/type_ids.hpp>
#include <ringleader/registry/commands.hpp>
#include <ringleader/registry/registry.hpp>

#include <caf/allowed_unsafe_message_type.hpp>
#include <caf/type_id.hpp>

#include <map>
#include <memory>

namespace ringleader {

/// A write of the control log's store is durable, or failed.
struct store_done {
  std::uint64_t generation = 0;
  ticket id;
  failure error; // code none: durable
};

/// The store has the data of the snapshot that the control log is about to take.
struct store_staged {
  std::uint64_t generation = 0;
  log_index upto;
};

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
struct registry_news {
  log_index index;
  bool reset = false;
  store_id control_leader; // none while unknown
  bool votes = false;      // this node holds the log as a voter
  raft_term term;
  std::shared_ptr<const view> members;
  std::shared_ptr<const partition_table> table;
  std::shared_ptr<const registry::registry> state; // with reset only: a copy to derive duties from
  std::shared_ptr<const std::vector<registry::event>> events;
};

/// Tells news that lies behind what was seen: a rebuilt control log starts from an empty registry
/// and publishes the past again.
class newest_news {
public:
  bool accept(const registry_news& news) {
    if (news.index < seen_) return false;
    seen_ = news.index;
    return true;
  }

private:
  log_index seen_;
};

/// To the control log: send me news, the present state first.
struct subscribe_news {
  child who = child::transport;
};

/// To the control log: run this on the registry as this node has applied it. Asked through
/// query_registry (actors/control_log/query.hpp).
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

/// To the membership actor: the node knows another entity type, let the registry know.
struct announce_nudge {};

/// To the leader actor: the node has a lease again, or for the first time.
struct lease_begun {};

/// To the leader actor: the application runs another singleton.
struct singleton_added {};

/// To the membership actor: the transport is a new one and knows no peers.
struct relink {};

/// To the membership actor: give the work back and leave the cluster. Answered when it is done.
struct leave_request {};

/// From an asker's front to the router, answered with the entity's reply.
struct outgoing {
  entity_definition_ptr type;
  std::uint8_t form = 0;
  entity_key key;
  caf::message payload;
};

/// From the router to the host of the same node; the asker is answered directly.
struct local_delivery {
  entity_definition_ptr type;
  std::uint8_t form = 0;
  std::string key;
  partition_id partition;
  partition_epoch epoch;
  instant deadline;
  caf::message payload;
};

/// From the router to the host: these partitions are ours, in these epochs; all others are not.
struct duty {
  session_id session;
  std::map<partition_id, partition_epoch> serve;
  std::map<partition_id, partition_epoch> drain; // being handed over: finish and report
};

/// From the host to the router: tell me my duty.
struct duty_request {};

/// From the host to the router: nothing of this partition runs here any more.
struct partition_empty {
  partition_id partition;
  partition_epoch epoch;
};

/// The control log to itself: append what gathered while earlier messages were handled.
struct flush_batch {};

/// To a hosted entity: end behind what you have accepted.
struct finish_entity {};

/// To the host: end everything, answer when the last entity is gone.
struct drain_all {};

/// To a supervisor: stop all children in reverse order and answer when they are gone.
struct stop_tree {};

/// The locks actor to itself: propose this again; ask for this claim, this watched name, again.
struct lock_retry {
  registry::command what;
  std::function<void(const registry::outcome&)> then;
};
struct lock_ask_again {
  claim_id claim;
};
struct lock_look_again {
  std::string name;
};

/// From a node's facade to the leader actor: run this on the winner of the election.
struct singleton_spec {
  std::string election;
  singleton_options options;
  std::function<caf::actor(caf::actor_system&, const leadership&, std::shared_ptr<delivery_gate>,
                           session_id)>
    start;
};

} // namespace ringleader

CAF_BEGIN_TYPE_ID_BLOCK(ringleader_internal, 40000)

  CAF_ADD_TYPE_ID(ringleader_internal, (ringleader::frames_in))
  CAF_ADD_TYPE_ID(ringleader_internal, (ringleader::peer_up))
  CAF_ADD_TYPE_ID(ringleader_internal, (ringleader::peer_down))
  CAF_ADD_TYPE_ID(ringleader_internal, (ringleader::transport_trouble))
  CAF_ADD_TYPE_ID(ringleader_internal, (ringleader::store_done))
  CAF_ADD_TYPE_ID(ringleader_internal, (ringleader::store_staged))
  CAF_ADD_TYPE_ID(ringleader_internal, (ringleader::wake))
  CAF_ADD_TYPE_ID(ringleader_internal, (ringleader::begin_life))
  CAF_ADD_TYPE_ID(ringleader_internal, (ringleader::propose))
  CAF_ADD_TYPE_ID(ringleader_internal, (ringleader::propose_join))
  CAF_ADD_TYPE_ID(ringleader_internal, (ringleader::proposal_outcome))
  CAF_ADD_TYPE_ID(ringleader_internal, (ringleader::registry_news))
  CAF_ADD_TYPE_ID(ringleader_internal, (ringleader::subscribe_news))
  CAF_ADD_TYPE_ID(ringleader_internal, (ringleader::renew_request))
  CAF_ADD_TYPE_ID(ringleader_internal, (ringleader::renew_answer))
  CAF_ADD_TYPE_ID(ringleader_internal, (ringleader::announce_nudge))
  CAF_ADD_TYPE_ID(ringleader_internal, (ringleader::relink))
  CAF_ADD_TYPE_ID(ringleader_internal, (ringleader::leave_request))
  CAF_ADD_TYPE_ID(ringleader_internal, (ringleader::outgoing))
  CAF_ADD_TYPE_ID(ringleader_internal, (ringleader::local_delivery))
  CAF_ADD_TYPE_ID(ringleader_internal, (ringleader::duty))
  CAF_ADD_TYPE_ID(ringleader_internal, (ringleader::duty_request))
  CAF_ADD_TYPE_ID(ringleader_internal, (ringleader::partition_empty))
  CAF_ADD_TYPE_ID(ringleader_internal, (ringleader::flush_batch))
  CAF_ADD_TYPE_ID(ringleader_internal, (ringleader::finish_entity))
  CAF_ADD_TYPE_ID(ringleader_internal, (ringleader::drain_all))
  CAF_ADD_TYPE_ID(ringleader_internal, (ringleader::stop_tree))
  CAF_ADD_TYPE_ID(ringleader_internal, (ringleader::lock_retry))
  CAF_ADD_TYPE_ID(ringleader_internal, (ringleader::lock_ask_again))
  CAF_ADD_TYPE_ID(ringleader_internal, (ringleader::lock_look_again))
  CAF_ADD_TYPE_ID(ringleader_internal, (ringleader::registry_query))
  CAF_ADD_TYPE_ID(ringleader_internal, (ringleader::registry_queried))
  CAF_ADD_TYPE_ID(ringleader_internal, (ringleader::lease_begun))
  CAF_ADD_TYPE_ID(ringleader_internal, (ringleader::singleton_added))

CAF_END_TYPE_ID_BLOCK(ringleader_internal)

CAF_ALLOW_UNSAFE_MESSAGE_TYPE(ringleader::frames_in)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(ringleader::peer_up)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(ringleader::peer_down)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(ringleader::transport_trouble)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(ringleader::store_done)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(ringleader::store_staged)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(ringleader::wake)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(ringleader::begin_life)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(ringleader::propose)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(ringleader::propose_join)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(ringleader::proposal_outcome)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(ringleader::registry_news)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(ringleader::subscribe_news)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(ringleader::renew_request)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(ringleader::renew_answer)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(ringleader::announce_nudge)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(ringleader::relink)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(ringleader::leave_request)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(ringleader::outgoing)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(ringleader::local_delivery)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(ringleader::duty)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(ringleader::duty_request)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(ringleader::partition_empty)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(ringleader::flush_batch)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(ringleader::finish_entity)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(ringleader::drain_all)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(ringleader::stop_tree)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(ringleader::lock_retry)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(ringleader::lock_ask_again)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(ringleader::lock_look_again)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(ringleader::registry_query)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(ringleader::registry_queried)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(ringleader::lease_begun)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(ringleader::singleton_added)

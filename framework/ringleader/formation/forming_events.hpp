// SPDX-License-Identifier: BSD-3-Clause
/// What a forming machine is told, and what it wants done.
#pragma once

#include <ringleader/base/ports/transport.hpp>
#include <ringleader/formation/founding.hpp>
#include <ringleader/formation/joining.hpp>

#include <string>
#include <variant>
#include <vector>

namespace ringleader::formation {

/// The node starts; this is what its store holds, all of it durable.
struct began {
  stored_state stored;
};

/// Another process is connected, or is not any more.
struct peer_came {
  store_id store;
  endpoint advertise;
  peer_role role = peer_role::node;
};
struct peer_went {
  store_id store;
};

/// Somebody asks to be fed the log.
struct join_asked {
  store_id from; // of the connection: the asker, or a member that passes it on
  join_ask what;
};
/// A member answered this node's own ask.
struct join_answered {
  join_answer what;
};

/// The control log on this node says who leads; none where unknown.
struct leader_known {
  store_id leader;
};

/// A write that this machine asked for is durable.
struct forming_stored {
  ticket id;
};

using forming_event = std::variant<began, founding_tick, founding_received, forming_stored,
                                   peer_came, peer_went, join_asked, join_answered, leader_known>;

/// To be written, before anything that the log writes.
struct store_cluster {
  ticket id;
  cluster_id cluster;
  std::vector<consensus::entry> first; // the founding entry, with founding_state(); or none
};

/// From now on this node belongs to that cluster.
struct adopt_cluster {
  cluster_id cluster;
};

/// The control log starts from here. founding: see consensus::raft.
struct start_log {
  hard_state hard;
  consensus::snapshot_ptr base;
  std::vector<consensus::entry> log;
  bool founding = false;
};

struct tell_founder {
  store_id to;
  founding_message what;
};
struct send_join_ask {
  store_id to;
  join_ask what;
};
struct send_join_answer {
  store_id to;
  join_answer what;
};

/// This node leads: keep a connection to the asker and feed it the log.
struct feed_learner {
  store_id learner;
  endpoint advertise;
};

// For the operator.
struct cluster_founded {
  cluster_id cluster;
  std::size_t voters = 0;
};
struct cluster_joined {
  cluster_id cluster;
};
/// The directory is empty, but the cluster exists: not the voter that it was, but a learner.
struct refused_as_voter {
  cluster_id cluster;
  std::string says; // the endpoint of the founder that said so
};

using forming_effect = std::variant<store_cluster, adopt_cluster, start_log, tell_founder,
                                    send_join_ask, send_join_answer, feed_learner, cluster_founded,
                                    cluster_joined, refused_as_voter, founding_refused>;
using forming_effects = std::vector<forming_effect>;

bool operator==(const began& a, const began& b);
bool operator==(const founding_tick& a, const founding_tick& b);
bool operator==(const founding_received& a, const founding_received& b);
bool operator==(const forming_stored& a, const forming_stored& b);
bool operator==(const peer_came& a, const peer_came& b);
bool operator==(const peer_went& a, const peer_went& b);
bool operator==(const join_asked& a, const join_asked& b);
bool operator==(const join_answered& a, const join_answered& b);
bool operator==(const leader_known& a, const leader_known& b);
bool operator==(const store_cluster& a, const store_cluster& b);
bool operator==(const adopt_cluster& a, const adopt_cluster& b);
bool operator==(const start_log& a, const start_log& b);
bool operator==(const tell_founder& a, const tell_founder& b);
bool operator==(const send_join_ask& a, const send_join_ask& b);
bool operator==(const send_join_answer& a, const send_join_answer& b);
bool operator==(const feed_learner& a, const feed_learner& b);
bool operator==(const cluster_founded& a, const cluster_founded& b);
bool operator==(const cluster_joined& a, const cluster_joined& b);
bool operator==(const refused_as_voter& a, const refused_as_voter& b);

std::string to_string(const forming_event& e);
std::string to_string(const forming_effect& e);

} // namespace ringleader::formation

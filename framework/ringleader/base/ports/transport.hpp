// SPDX-License-Identifier: BSD-3-Clause
/// transport: frames between nodes, on three lanes, at most once and in order per (sender, lane).
///
/// A peer is a process: its store id and boot id, learnt from the hello of its connection. Each
/// side dials its own connections for what it sends to a node (the hello carries the endpoint to
/// dial back) and keeps them up; a client is answered on the connection that it dialed. When any
/// connection of a peer ends, both directions of the peer go down together and on_peer_down is
/// called once: what was sent and not answered by then may or may not have arrived.
///
/// A peer that comes back has a new boot id or at least a new on_peer_up; nothing is resent.
/// Does not promise delivery. Does not carry frames to the own store id.
#pragma once

#include <ringleader/base/bytes.hpp>
#include <ringleader/base/endpoint.hpp>
#include <ringleader/base/ids.hpp>
#include <ringleader/base/result.hpp>
#include <ringleader/base/time.hpp>

#include <functional>
#include <string>
#include <vector>

namespace ringleader {

/// system: consensus and sessions, frames of at most 64 KiB; bulk: pieces of snapshots;
/// data: what applications send.
enum class lane : std::uint8_t { system, bulk, data };

inline constexpr std::size_t lane_count = 3;

/// The role that a hello claims and a certificate grants.
enum class peer_role : std::uint8_t { node, client, admin };

struct peer_info {
  store_id store; // random per process for clients and admins
  boot_id boot;
  peer_role role = peer_role::node;
  std::string name;
  endpoint advertise;
  cluster_id cluster; // none while the peer belongs to no cluster yet
};

/// A member of the cluster: nobody of another name may say that its store is his.
struct store_owner {
  store_id store;
  std::string name;
};

/// channel: which part of the receiving node it is for (base/ports/channel.hpp).
struct frame {
  std::uint8_t channel = 0;
  bytes body;
};

struct transport_counters {
  std::uint64_t connections_accepted = 0;
  std::uint64_t connections_refused = 0; // bad hello, wrong cluster, wrong certificate, garbage
  std::uint64_t frames_sent = 0;
  std::uint64_t frames_received = 0;
  std::uint64_t frames_overloaded = 0; // refused because a queue was full
  std::uint64_t dials_failed = 0;
  std::uint64_t violations = 0; // connections ended for what the law of the port does not allow
};

/// Calls come from the transport's own thread, one at a time; must not block.
class transport_sink {
public:
  virtual ~transport_sink() = default;
  virtual void on_peer_up(const peer_info& peer) = 0;
  virtual void on_peer_down(const peer_info& peer) = 0;

  /// One call for all frames of one read. A node is handed only what the law of the port allows
  /// this peer to send (drivers/net/port_law.hpp), or what a later release may send.
  virtual void on_frames(const peer_info& from, lane on, std::vector<frame> frames) = 0;

  /// Something an operator should read: a refused hello, an endpoint that answers as a foreign
  /// cluster.
  virtual void on_trouble(const failure& why) = 0;
};

class transport {
public:
  virtual ~transport() = default;

  /// Listens and begins to call `sink`; answers the endpoint really bound. The sink must outlive
  /// stop().
  virtual result<endpoint> start(transport_sink& sink) = 0;

  /// Keeps connections to that endpoint up, with jittered back-off, until unlink.
  virtual void link(const endpoint& target) = 0;
  virtual void unlink(const endpoint& target) = 0;

  /// From now on hellos carry this cluster id and peers of another cluster are refused. Connections
  /// made before stay.
  virtual void set_cluster(cluster_id cluster) = 0;

  /// Whose the stores of the cluster's members are, all of them, by what was agreed on. A peer that
  /// claims one of them and whose certificate has another name is refused.
  virtual void set_owners(std::vector<store_owner> all) = 0;

  /// Thread-safe, never blocks. none = queued; overloaded = the lane's queue is full;
  /// unreachable = no such peer is up, or none of the role that this channel is for; malformed =
  /// larger than the lane's largest frame.
  virtual errc send(store_id to, lane on, frame what) = 0;

  virtual transport_counters counters() const = 0;

  /// This peer said what it may not say: takes it down and ends its connections, after what was
  /// sent to it before, and counts a violation. Thread-safe, never blocks.
  virtual void expel(store_id peer) = 0;

  /// Runs the job on the thread that calls the sink, soon, between two calls of it. Thread-safe.
  /// What has not begun when stop() is called may never run. False: there is no such thread.
  virtual bool call_soon(std::function<void()> job) = 0;

  /// The same when so much time has passed, not before.
  virtual bool call_after(duration wait, std::function<void()> job) = 0;

  /// Closes everything; no sink call is made after it returned.
  virtual void stop() = 0;
};

} // namespace ringleader

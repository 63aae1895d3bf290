// SPDX-License-Identifier: BSD-3-Clause
/// transport_options: who this process is on the wire, where it listens, and every bound and
/// deadline of its connections. All nodes of a cluster use the same limits: a frame that the sender
/// may queue must be one that the receiver takes.
///
///   transport_options options;
///   options.listen = *parse_endpoint("127.0.0.1:4700");
///   options.name = "a";
///   if (auto ok = validate(options); !ok) return ok.error();
#pragma once

#include <ringleader/base/ports/transport.hpp>
#include <ringleader/base/time.hpp>

#include <array>
#include <cstdint>
#include <optional>
#include <string>

namespace ringleader::net {

/// Paths of PEM files. The certificate must carry the SAN URI `ringleader:CLUSTER/ROLE/NAME`; one
/// with an extended key usage needs both clientAuth and serverAuth, since each node dials and
/// accepts.
struct tls_files {
  std::string certificate; // the chain, own certificate first
  std::string key;         // of that certificate, without a passphrase
  std::string authority;   // who may have signed the certificates of peers
};

/// Bytes of the largest frame body that a client or an admin may send: questions are short, and
/// nobody but nodes may make a node keep more for each connection. Answers have the lane's bound.
inline constexpr std::size_t client_frame_bytes_max = 64u << 10;

struct transport_limits {
  /// Bytes of the largest frame body per lane (system, bulk, data). Default 64 KiB, 4 MiB, 4 MiB.
  /// Larger: a frame holds its lane longer and a peer may make us take that much memory. 1 KiB..64
  /// MiB.
  std::array<std::size_t, lane_count> frame_bytes{64u << 10, 4u << 20, 4u << 20};

  /// Bytes that may wait per peer and lane before send() answers overloaded. Default 4, 16, 64 MiB.
  /// Larger: rides out longer stalls, costs memory per slow peer. At least the lane's frame_bytes.
  std::array<std::size_t, lane_count> queue_bytes{4u << 20, 16u << 20, 64u << 20};

  /// Accepted connections, those that did not say hello yet included. Default 1024, three per node
  /// and one per client. Larger: more room for clients and for attackers. 8..65536.
  std::size_t connections = 1024;
};

struct transport_deadlines {
  /// From dialing to connected and secured. Default 2 s, 10 ms..60 s. Longer: a dead host is
  /// retried less often.
  duration connect = std::chrono::seconds{2};

  /// From accepted, TLS included, to the last word of the hello; the dialing side counts from
  /// secured. Default 2 s, 10 ms..60 s. Longer:
  /// silent connections hold their place longer; shorter: slow hosts never get in.
  duration hello = std::chrono::seconds{2};

  /// A write that makes no progress for this long ends the connection. Default 5 s, 10 ms..60 s.
  duration write = std::chrono::seconds{5};

  /// Each side says something at least this often. Default 1 s; at most a third of idle.
  duration ping = std::chrono::seconds{1};

  /// A connection that is silent for this long is dead. Default 4 s, 10 ms..300 s. This only frees
  /// what a vanished host left behind: failure detection is the business of consensus and sessions.
  duration idle = std::chrono::seconds{4};

  /// A client or admin whose question is not answered for this long is dropped. Default 30 s,
  /// 10 ms..300 s. Longer: a lost question holds its connection longer.
  duration answer = std::chrono::seconds{30};

  /// Wait before dialing again: doubles from min to max, drawn from the upper half of that.
  /// Default 50 ms..2 s. Longer: less load on a host that is back, later return.
  duration backoff_min = std::chrono::milliseconds{50};
  duration backoff_max = std::chrono::seconds{2};
};

struct transport_options {
  /// Port 0 asks for a free one. Not used by clients and admins, which do not listen.
  endpoint listen{"127.0.0.1", 0};

  /// What peers dial; default: what is really bound. Needed when `listen` is all addresses.
  std::optional<endpoint> advertise;

  peer_role role = peer_role::node;
  std::string name; // empty: where peers dial
  std::string cluster_name;

  /// store and boot must not be none; cluster is none until set_cluster.
  store_id store;
  boot_id boot;
  cluster_id cluster;

  /// Peers that speak another version are refused.
  std::uint32_t protocol_version = 1;

  std::optional<tls_files> tls;

  /// Listen beyond loopback without TLS: anyone who reaches the port is then a node.
  bool insecure = false;

  /// Seeds the jitter of the back-off.
  std::uint64_t seed = 1;

  transport_limits limits;
  transport_deadlines deadlines;
};

/// Checks every range above; the message names the knob.
result<void> validate(const transport_options& options);

/// "system", "bulk", "data"; "node", "client", "admin".
std::string to_string(lane on);
std::string to_string(peer_role role);

} // namespace ringleader::net

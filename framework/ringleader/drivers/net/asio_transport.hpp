// SPDX-License-Identifier: BSD-3-Clause
/// asio_transport: the transport port over TCP, with mutual TLS where it is configured.
///
///   asio_transport wire{options};
///   auto bound = wire.start(sink);   // or: refused, address_in_use, with what to do about it
///   wire.link(seed);
///   wire.send(peer, lane::system, {channel, body});
///
/// One thread does all input and output and makes every call of the sink. A node dials one
/// connection per lane to each node and is dialed back, so a peer is up when all six stand; the end
/// of one takes the peer down. A client or admin has one connection, on which it is answered.
/// Linking the own endpoint, or one peer under two names, is harmless.
///
/// Does not promise delivery, does not resend, does not order frames across lanes. stop() makes no
/// on_peer_down calls. Host names are resolved one at a time: a dead name server delays the dialing
/// of other names, never that of numeric addresses.
///
/// Invariants: on_peer_up and on_peer_down alternate per store id; on_frames comes only in between;
/// frames of a lane that were queued in one up-time arrive in order, without a gap before the end.
#pragma once

#include <ringleader/drivers/net/options.hpp>

#include <memory>

namespace ringleader::net {

class asio_transport final : public transport {
public:
  explicit asio_transport(transport_options options);
  ~asio_transport() override; // stops
  asio_transport(const asio_transport&) = delete;
  asio_transport& operator=(const asio_transport&) = delete;

  /// Once only. Failures: invalid_option, address_in_use, refused (beyond loopback without TLS),
  /// io_error (certificate files, addresses that this host does not have).
  result<endpoint> start(transport_sink& sink) override;

  void link(const endpoint& target) override;
  void unlink(const endpoint& target) override;
  void set_cluster(cluster_id cluster) override;
  void set_owners(std::vector<store_owner> all) override;
  errc send(store_id to, lane on, frame what) override;
  transport_counters counters() const override;
  void expel(store_id peer) override;
  bool call_soon(std::function<void()> job) override;
  bool call_after(duration wait, std::function<void()> job) override;

  /// Not from within a call of the sink.
  void stop() override;

private:
  class body;
  std::unique_ptr<body> body_;
};

} // namespace ringleader::net

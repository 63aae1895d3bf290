// SPDX-License-Identifier: BSD-3-Clause
/// etcd_trio: the peer that the consensus figures are compared with: Debian's etcd-server, three
/// members on loopback with their data on the same disk, and a client that keeps puts in flight.
///
/// The client speaks gRPC over one HTTP/2 connection by hand (RFC 9113, RFC 7541), with the headers
/// in the server's table after the first call, so that it costs the machine next to nothing.
#pragma once

#include "node_trio.hpp"

namespace ringleader::bench {

class etcd_trio {
public:
  static constexpr std::size_t size = 3;

  /// True if `etcd` is in the path.
  static bool installed();

  /// Gives up the benchmark if there is no leader within 30 s.
  explicit etcd_trio(const data_place& place);

  /// Puts of 128 bytes to the leader, so many in flight, for so long.
  commit_rate put(std::uint32_t in_flight, double seconds);

  const endpoint& client(std::size_t member) const { return clients_.at(member); }

private:
  std::size_t find_leader(const std::string& log_path) const;

  std::array<endpoint, size> clients_;
  std::array<std::unique_ptr<child_process>, size> members_;
  std::size_t leader_ = 0;
};

} // namespace ringleader::bench

// SPDX-License-Identifier: BSD-3-Clause
/// zookeeper_trio: three members of Debian's zookeeper on loopback, with their data in one
/// directory and every setting that concerns safety as it comes (forceSync is on).
#pragma once

#include "../consensus/node_trio.hpp"

namespace ringleader::bench {

class zookeeper_trio {
public:
  static constexpr std::size_t size = 3;

  static bool installed();

  /// Starts them and does not wait: clients connect when a leader is there.
  explicit zookeeper_trio(const data_place& place);

  const endpoint& client(std::size_t member) const { return clients_.at(member); }

private:
  std::array<endpoint, size> clients_;
  std::array<std::unique_ptr<child_process>, size> members_;
};

} // namespace ringleader::bench

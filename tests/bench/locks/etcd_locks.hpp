// SPDX-License-Identifier: BSD-3-Clause
/// etcd_locks: the lock service of a three-member etcd (v3lock.proto), which does what `etcdctl
/// lock` does. One thread and one gRPC connection for each member; each client has a lease of its
/// own, since etcd takes two that share one for the same holder.
#pragma once

#include "../consensus/etcd_trio.hpp"
#include "lock_service.hpp"

namespace ringleader::bench {

class etcd_locks final : public lock_service {
public:
  explicit etcd_locks(const data_place& place) : peers_(place) {}

  std::string name() const override { return "etcd"; }
  std::vector<double> run(const lock_window& what) override;

private:
  etcd_trio peers_;
};

} // namespace ringleader::bench

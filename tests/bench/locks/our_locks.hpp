// SPDX-License-Identifier: BSD-3-Clause
/// our_locks: the lock managers of three node processes, with the clients as actors of the nodes.
#pragma once

#include "../consensus/node_trio.hpp"
#include "lock_service.hpp"

namespace ringleader::bench {

class our_locks final : public lock_service {
public:
  explicit our_locks(const data_place& place);

  std::string name() const override { return "ringleader"; }
  std::vector<double> run(const lock_window& what) override;

private:
  const data_place& place_;
  node_trio nodes_;
};

} // namespace ringleader::bench

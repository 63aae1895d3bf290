// SPDX-License-Identifier: BSD-3-Clause
/// simulated_cells: what the parts of one simulated process share, as the actors of a node share
/// the cells of its context. They live as long as the process, whichever part is rebuilt.
#pragma once

#include <ringleader/base/ids.hpp>
#include <ringleader/base/time.hpp>

#include <string>

namespace ringleader::testkit {

inline std::string simulated_name(std::size_t node) { return "node" + std::to_string(node); }

struct simulated_cells {
  std::size_t number = 0; // of the node
  store_id store;
  boot_id membership; // of the present life as a member; none before the first

  bool leaving = false; // the node was told to stop
  bool left = false;    // and may

  // The lease: written by the joining part, read before everything that acts in a session's name.
  session_id session;
  instant lease_until = instant::min();

  bool holds_lease(session_id mine, instant local) const {
    return mine && mine == session && local < lease_until;
  }
};

} // namespace ringleader::testkit

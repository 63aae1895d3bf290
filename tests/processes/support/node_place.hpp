// SPDX-License-Identifier: BSD-3-Clause
/// node_place: where a node of a test runs: on plain loopback, behind the relay, or in a network
/// namespace of its own.
#pragma once

#include "child_process.hpp"
#include "free_endpoint.hpp"

#include <ringleader/base/endpoint.hpp>

#include <functional>

namespace ringleader {

struct node_place {
  endpoint listens;
  endpoint advertised;  // where other nodes reach it
  command_line within;  // what its command line begins with
  command_line options; // that the place asks for
};

/// Called once for each node, with its name.
using placing = std::function<node_place(const std::string& name)>;

inline node_place on_loopback(const std::string&) {
  auto at = free_endpoint();
  return {at, at, {}, {}};
}

} // namespace ringleader

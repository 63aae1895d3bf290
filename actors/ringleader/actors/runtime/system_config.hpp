// SPDX-License-Identifier: BSD-3-Clause
/// system_config: how CAF must be set up for a node: the sharing scheduler, a bound on the messages
/// that one actor may handle in a row (CAF's default is none: two busy actors would starve the
/// heartbeats), threads that give way to those of the node, the framework's message types and error
/// texts.
///
/// CAF reads no command line and no file of its own; ringleader::run gives it everything.
#pragma once

#include <ringleader/contract/type_ids.hpp>

#include <caf/actor_system_config.hpp>

namespace ringleader {

class system_config : public caf::actor_system_config {
public:
  /// Messages that one actor may handle before the others' turn.
  static constexpr std::size_t messages_in_a_row = 300;

  /// threads: of the scheduler; 0 is one for each processor, two at least.
  explicit system_config(std::size_t threads = 0);

  template <class... IdBlocks> system_config& add_types() {
    (this->template add_message_types<IdBlocks>(), ...);
    return *this;
  }
};

} // namespace ringleader

// SPDX-License-Identifier: BSD-3-Clause
/// run: main() of a node program.
///
///   int main(int argc, char** argv) {
///     return ringleader::run<caf::id_block::bank>(argc, argv, [](ringleader::node& node) {
///       node.host<account>("account", account_actor);
///     });
///   }
///
/// Reads the options (docs/configuration.md), starts the node, calls the function once, and serves
/// until SIGTERM or SIGINT, upon which the node gives its work back and leaves. The function may
/// also take `const boost::program_options::variables_map&`, the application's own options.
/// `PROGRAM status [--at HOST:PORT] [--json]` asks a running node instead, and
/// `PROGRAM log-level raft=debug [--at HOST:PORT]` changes what it logs. `PROGRAM verify`,
/// `backup`, `restore` and `recover` work on a data directory (actors/cli/admin.hpp).
///
/// Exit status: 0 after a leave or an answered subcommand; 1 where the node could not start, join
/// or go on, with one line that says why; 2 for a wrong option.
#pragma once

#include <ringleader/actors/node/node.hpp>
#include <ringleader/actors/runtime/system_config.hpp>

#include <boost/program_options/options_description.hpp>
#include <boost/program_options/variables_map.hpp>

#include <functional>

namespace ringleader {

using application_options = boost::program_options::options_description;
using application_values = boost::program_options::variables_map;

/// What a program runs on its node; true to serve until a signal, false to leave at once.
using node_body = std::function<bool(node&, const application_values&)>;

int run_program(int argc, char** argv, const std::function<void(system_config&)>& add_types,
                const node_body& body, const application_options& extra);

template <class... IdBlocks, class Function>
int run(int argc, char** argv, Function fn,
        const application_options& extra = application_options{}) {
  auto add_types = [](system_config& cfg) { cfg.add_types<IdBlocks...>(); };
  auto body = [&](node& n, const application_values& values) {
    auto call = [&]() -> decltype(auto) {
      if constexpr (std::is_invocable_v<Function, node&, const application_values&>)
        return fn(n, values);
      else
        return fn(n);
    };
    if constexpr (std::is_same_v<decltype(call()), bool>)
      return call();
    else {
      call();
      return true;
    }
  };
  return run_program(argc, argv, add_types, body, extra);
}

} // namespace ringleader

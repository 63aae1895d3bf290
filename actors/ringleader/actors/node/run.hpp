// SPDX-License-Identifier: BSD-3-Clause
/// run: main() of a node program.
///
///   int main(int argc, char** argv) {
///     return ringleader::run<bank::types>(argc, argv, [](ringleader::node& node) {
///       node.host<account_actor>(bank::accounts);
///       return ringleader::serve_until_signal;
///     });
///   }
///
/// Reads the options (docs/configuration.md), starts the node and calls the function once. What it
/// answers is the program's exit status: the node gives its work back, leaves, and the program
/// ends.
/// With serve_until_signal, or where it answers nothing, that comes upon SIGTERM or SIGINT. The
/// function may also take `const ringleader::application_values&`, the application's own options.
///
/// A signal that comes while the function runs, an operator's `leave`, or a failure that the node
/// cannot go on from makes node.stop_requested() true and calls
/// node.on_stop_requested(): a function that takes long looks at it. A second signal ends the
/// process at once, whatever it does. SIGHUP opens the file of --log-file anew, for whoever renamed
/// it. 0, 1 and 2 are open whatever the program was started with, and a reader of its output that
/// goes away does not end it.
///
/// With a subcommand (`PROGRAM status --at HOST:PORT`) it asks a running node instead, or works on
/// a data directory: `PROGRAM --help` lists them.
///
/// Exit status: what the function answered; 0 after a leave or an answered subcommand; 1 where the
/// node could not start, join or go on, with one line that says why; 2 for a wrong option; 128 and
/// the signal's number after a second signal.
#pragma once

#include <ringleader/actors/node/node.hpp>
#include <ringleader/actors/runtime/system_config.hpp>

#include <boost/program_options/options_description.hpp>
#include <boost/program_options/variables_map.hpp>

#include <functional>
#include <type_traits>

namespace ringleader {

using application_options = boost::program_options::options_description;
using application_values = boost::program_options::variables_map;

/// What a function answers that serves until a signal comes.
inline constexpr int serve_until_signal = -1;

/// What a program runs on its node: answers an exit status, 0 to 255, or serve_until_signal.
using node_body = std::function<int(node&, const application_values&)>;

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
    using answer = decltype(call());
    static_assert(std::is_void_v<answer> || std::is_same_v<answer, int>,
                  "the function answers an exit status, ringleader::serve_until_signal or nothing");
    if constexpr (std::is_same_v<answer, int>) {
      return call();
    } else {
      call();
      return serve_until_signal;
    }
  };
  return run_program(argc, argv, add_types, body, extra);
}

} // namespace ringleader

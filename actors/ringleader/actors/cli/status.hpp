// SPDX-License-Identifier: BSD-3-Clause
/// The subcommands that ask a running node. `status`: asks one node and prints members, control
/// leader and term, partitions per node and moves in progress, locks and elections; with --json
/// what the node answered.
#pragma once

#include <ringleader/options/options.hpp>

namespace ringleader {

/// The exit status of the program.
int status_command(const parsed_options& parsed);

/// The `log-level` subcommand: changes the log levels of a running node, as --log-level sets them.
int log_level_command(const parsed_options& parsed);

/// The `transfer-leadership [NAME]` subcommand: the control leader that --at names hands its role
/// to that voter, or to the one that is furthest.
int transfer_leadership_command(const parsed_options& parsed);

/// The `leave` subcommand: the node that --at names gives its votes and partitions to others, then
/// leaves the cluster for good and ends.
int leave_command(const parsed_options& parsed);

/// The text for people of a node's JSON answer; malformed for other text.
result<std::string> status_text(const std::string& json);

} // namespace ringleader

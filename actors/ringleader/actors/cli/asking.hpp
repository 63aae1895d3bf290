// SPDX-License-Identifier: BSD-3-Clause
/// asking: how a subcommand asks a running node, the one that --at names.
#pragma once

#include <ringleader/options/options.hpp>

#include <optional>
#include <string>

namespace ringleader {

/// The answer to one question; none, with one line on stderr, where there is none in time.
std::optional<std::string> ask_node(const node_options& options, const std::string& question);

/// The text for people of a node's JSON answer; malformed for other text, refused for an error.
using readable_answer = result<std::string> (*)(const std::string& json);

/// Asks and prints: as it came with --json, else as `readable` puts it. Answers the exit status.
int show_answer(const parsed_options& parsed, const std::string& question,
                readable_answer readable);

/// Prints what the node answers to a request as it came; the exit status says whether it did it.
int tell_node(const node_options& options, const std::string& request);

} // namespace ringleader

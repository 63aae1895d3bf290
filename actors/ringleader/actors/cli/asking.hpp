// SPDX-License-Identifier: BSD-3-Clause
/// asking: how a subcommand asks a running node, the one that --at names.
#pragma once

#include <ringleader/options/options.hpp>

#include <optional>
#include <string>

namespace ringleader {

/// The node that --at names, or else the one that --listen does.
endpoint asked_at(const node_options& options);

/// The answer to one question, or why there is none in time.
result<std::string> question(const node_options& options, const std::string& what);

/// The same; none, with one line on stderr, where there is none in time.
std::optional<std::string> ask_node(const node_options& options, const std::string& what);

/// The text for people of a node's JSON answer; malformed for other text, refused for an error.
using readable_answer = result<std::string> (*)(const std::string& json);

/// Asks and prints: as it came with --json, else as `readable` puts it. Answers the exit status.
int show_answer(const parsed_options& parsed, const std::string& what, readable_answer readable);

/// Has the node do something and prints its answer: as it came with --json, else `done` and, where
/// the answer has a text under `key`, that text. The exit status says whether it did it.
int tell_node(const node_options& options, const std::string& request, const std::string& done,
              const std::string& key = {});

} // namespace ringleader

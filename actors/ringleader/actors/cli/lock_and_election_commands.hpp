// SPDX-License-Identifier: BSD-3-Clause
/// The subcommands about locks and elections; they ask the node that --at names, which answers from
/// what it has applied. With --json the answer is JSON.
///
///   locks [PREFIX*]                   who holds what, how many wait
///   locks NAME                        one lock: its holders, its queue, who waits for whom
///   force-release NAME TOKEN REASON   takes the lock from the holder of that token; the reason
///                                     goes into the control log
///   elections [NAME]                  winners and terms; with a name the candidates, too
#pragma once

#include <ringleader/options/options.hpp>

#include <string>

namespace ringleader {

int locks_command(const parsed_options& parsed);
int force_release_command(const parsed_options& parsed);
int elections_command(const parsed_options& parsed);

/// The text for people of a node's JSON answers; malformed for other text, refused for an error.
result<std::string> locks_text(const std::string& json);
result<std::string> lock_text(const std::string& json);
result<std::string> elections_text(const std::string& json);
result<std::string> election_text(const std::string& json);

} // namespace ringleader

// SPDX-License-Identifier: BSD-3-Clause
/// The subcommand `wait up|balanced|voters [TIME]`: asks the node that --at names again and again
/// until what is waited for holds. For scripts that start, upgrade or move nodes one by one.
///
/// Status 0 when it holds; 1, with one line that says what is missing, when TIME (1m) ran out; 2
/// for wrong words. A node that does not answer yet is waited for as well.
#pragma once

#include <ringleader/options/options.hpp>

#include <optional>
#include <string>

namespace ringleader {

int wait_command(const parsed_options& parsed);

/// What is missing for `up`, `balanced` or `voters` in the answer to "status"; empty if nothing is,
/// none if there is no such thing to wait for.
std::optional<std::string> missing_in(const std::string& status, const std::string& what);

} // namespace ringleader

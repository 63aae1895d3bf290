// SPDX-License-Identifier: BSD-3-Clause
/// isolated: runs a function in a child process, so that what kills it is an error of the caller's
/// and not its end: LMDB maps its file, and a damaged one may end in SIGBUS, SIGSEGV or an assert.
///
///   auto text = isolated([&] { return examine(file); });
///   if (!text) return text.error(); // corrupt if the child was killed by a signal
///
/// EXPECTS a process with one thread: the subcommands, not a node.
#pragma once

#include <ringleader/base/result.hpp>

#include <functional>
#include <string>

namespace ringleader {

result<std::string> isolated(const std::function<result<std::string>()>& work);

} // namespace ringleader

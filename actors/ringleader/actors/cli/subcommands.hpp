// SPDX-License-Identifier: BSD-3-Clause
/// subcommands: what a node program can be asked for beside serving: one table of names, words,
/// texts for --help, and what runs them.
///
///   if (!parsed.subcommand.empty()) return run_subcommand(parsed, "bank");
///
/// Words that a subcommand does not take are refused before it runs: a mistyped order must not be
/// carried out as another one. Answers the exit status; 2 for wrong words, with one line that says
/// how it is used.
#pragma once

#include <ringleader/options/options.hpp>

#include <string>

namespace ringleader {

/// Also prints the help of the one that is named, where --help was given with it.
int run_subcommand(const parsed_options& parsed, const std::string& program);

/// A line for each, behind the options in what --help prints.
std::string subcommands_help();

} // namespace ringleader

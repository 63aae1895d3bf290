// SPDX-License-Identifier: BSD-3-Clause
/// Reads node_options from the command line, the environment and an options file.
/// Precedence: command line, then environment, then file, then default.
///
///   auto parsed = parse_node_options({argv + 1, argv + argc}, process_environment());
///   if (!parsed) return complain(parsed.error());
///   if (parsed->help) return say(parsed->help_text);
///
/// The file (--options-file, or RINGLEADER_OPTIONS_FILE) has a line `name = value` for each option,
/// # begins a comment. An empty environment variable counts as not set. An unknown name is refused
/// on the command line and in the file; environment variables that are no options are left alone,
/// as container runtimes make up such names. An application adds options of its own; they are read
/// from the command line and the file.
#pragma once

#include <ringleader/options/node_options.hpp>

#include <boost/program_options/options_description.hpp>
#include <boost/program_options/variables_map.hpp>

#include <map>
#include <string>
#include <vector>

namespace ringleader {

struct parsed_options {
  node_options node;
  bool help = false;
  bool version = false;
  /// First word that is no option: `status`; empty if there is none.
  std::string subcommand;
  /// The words after it.
  std::vector<std::string> arguments;
  /// The application's own options.
  boost::program_options::variables_map application;
  /// What --help prints.
  std::string help_text;
};

/// `arguments` without the program's name. Answers invalid_option with one line that says what to
/// do. With --help or --version the values are not validated.
result<parsed_options>
parse_node_options(const std::vector<std::string>& arguments,
                   const std::map<std::string, std::string>& environment,
                   const boost::program_options::options_description& application =
                     boost::program_options::options_description{},
                   const std::string& program = "node");

/// The variables of this process.
std::map<std::string, std::string> process_environment();

} // namespace ringleader

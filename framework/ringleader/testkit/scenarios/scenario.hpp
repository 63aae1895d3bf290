// SPDX-License-Identifier: BSD-3-Clause
/// Scenario runner: a test is a transcript, a text file of blocks (after etcd's datadriven).
///
///   # A paused owner must not overwrite what the next owner wrote.
///   acquire session=alice lock=payroll lease=30s
///   advance 1s
///   ----
///   granted alice payroll token=1
///
/// A block is: comment lines, command lines, `----`, the output of all its commands, a blank line.
/// A command is a name, then words and key=value options in any order; "double quotes" keep blanks
/// together. The output holds no blank line. A test program runs its whole folder:
///
///   for (auto& file : scenario_files(RINGLEADER_SOURCE_DIR "/tests/scenarios/locks")) {
///     lock_world world;
///     CHECK(run_scenario(file, [&](const command& c) { return world.run(c); }) == "");
///   }
///
/// With RINGLEADER_SCENARIO_REWRITE=1 in the environment the outputs are written into the files
/// instead of compared. Read the difference and commit only what you understand.
///
/// A command that is wrong throws scenario_error, which becomes output: `error: ...`.
#pragma once

#include <ringleader/base/time.hpp>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <stdexcept>
#include <string>
#include <vector>

namespace ringleader::testkit {

/// A scenario asks for something that the handler cannot understand.
struct scenario_error : std::runtime_error {
  using std::runtime_error::runtime_error;
};

struct command {
  std::string name;
  std::vector<std::string> words;             // arguments without '=', in order
  std::map<std::string, std::string> options; // key=value
  std::string where;                          // file:line

  /// The i-th word; throws scenario_error if there are not so many.
  const std::string& word(std::size_t i) const;
  /// All words from the i-th on, joined by blanks; may be empty.
  std::string words_from(std::size_t i) const;

  bool has(const std::string& key) const { return options.count(key) != 0; }
  /// The option's text; throws scenario_error without it.
  const std::string& option(const std::string& key) const;
  std::string option(const std::string& key, const std::string& fallback) const;

  /// Reads numbers and durations; throw scenario_error for what is none.
  std::uint64_t number(const std::string& key) const;
  std::uint64_t number(const std::string& key, std::uint64_t fallback) const;
  duration time(const std::string& key) const;
};

std::uint64_t parse_number(const std::string& text);
duration parse_time(const std::string& text);

/// Splits one command line. A '=' after the first character of an unquoted word makes an option.
command parse_command(const std::string& line, const std::string& where = {});

/// Answers one command with its output: lines, the last newline may be missing.
using command_handler = std::function<std::string(const command&)>;

/// Runs one file. Empty if every block printed what it should, otherwise a report that names
/// file:line, the commands, the expected and the actual output of each block that did not.
std::string run_scenario(const std::string& path, const command_handler& run);

/// All *.txt of the folder in the order of their names; throws scenario_error if there is none,
/// since a folder that was renamed must not pass as tested.
std::vector<std::string> scenario_files(const std::string& folder);

} // namespace ringleader::testkit

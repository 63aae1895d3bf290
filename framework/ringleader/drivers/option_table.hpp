// SPDX-License-Identifier: BSD-3-Clause
/// The one table of options. Command line, environment, options file, --help and
/// docs/configuration.md are all made from it, so none of them can forget an option.
///
/// To add an option: a member of node_options, a row here, and RINGLEADER_WRITE_DOCS=1 unit_drivers
/// writes the page anew. Defaults are not repeated: the row prints the value that a default
/// node_options holds.
#pragma once

#include <ringleader/drivers/node_options.hpp>

#include <functional>
#include <string>
#include <vector>

namespace ringleader {

struct option_row {
  std::string section;
  std::string name;  // as on the command line, without dashes
  std::string type;  // what stands for the value: DURATION, HOST:PORT, ...; empty for a flag
  std::string range; // in words; empty if every value is legal
  std::string help;
  std::function<result<void>(node_options&, const std::string&)> read;
  std::function<std::string(const node_options&)> print; // empty text for what is not set

  bool is_flag() const { return type.empty(); }
};

/// In the order of --help.
const std::vector<option_row>& option_table();

/// RINGLEADER_DATA_DIR for data-dir.
std::string environment_name(const std::string& option);

/// The text of docs/configuration.md.
std::string configuration_page();

} // namespace ringleader

// SPDX-License-Identifier: BSD-3-Clause
/// The one table of options. Command line, environment, options file, --help and
/// docs/configuration.md are all made from it, so none of them can forget an option.
///
/// To add an option: a member of node_options, a row here, and RINGLEADER_WRITE_DOCS=1 unit_options
/// writes the page anew. Defaults are not repeated: the row prints the value that a default
/// node_options holds.
#pragma once

#include <ringleader/options/option_row.hpp>

#include <string>
#include <vector>

namespace ringleader {

/// In the order of --help.
const std::vector<option_row>& option_table();

/// RINGLEADER_DATA_DIR for data-dir.
std::string environment_name(const std::string& option);

/// The text of docs/configuration.md.
std::string configuration_page();

} // namespace ringleader

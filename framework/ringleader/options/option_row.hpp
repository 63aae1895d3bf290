// SPDX-License-Identifier: BSD-3-Clause
/// option_row: one row of the option table: an option's name, what may stand for its value, and how
/// the value is read into node_options, judged and printed.
#pragma once

#include <ringleader/options/node_options.hpp>

#include <functional>
#include <string>

namespace ringleader {

struct option_row {
  std::string section;
  std::string name;  // as on the command line, without dashes
  std::string type;  // what stands for the value: DURATION, HOST:PORT, ...; empty for a flag
  std::string range; // in words; empty if every value is legal
  std::string help;
  /// Takes a text that check() would find good. A refusal calls the option `as`: "--weight",
  /// "RINGLEADER_WEIGHT", "weight in node.conf".
  std::function<result<void>(node_options&, const std::string& text, const std::string& as)> read;
  /// Judges the value by itself, however it came there.
  std::function<result<void>(const node_options&, const std::string& as)> check;
  std::function<std::string(const node_options&)> print; // empty text for what is not set

  bool is_flag() const { return type.empty(); }
};

} // namespace ringleader

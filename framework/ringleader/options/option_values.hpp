// SPDX-License-Identifier: BSD-3-Clause
/// option_values: how the members of node_options are read from text and printed; part of the
/// option table. row(...) pairs a member with its name, type, range and help. A value that does not
/// read is answered with the reason only; whoever read it names the option.
#pragma once

#include <ringleader/options/option_row.hpp>

namespace ringleader::option_values {

/// Bounds of a number, both included; printed as the range.
struct range {
  range(std::uint32_t low, std::uint32_t high) : least(low), most(high) {}

  std::uint32_t least;
  std::uint32_t most;
};

/// A text of at most that many characters.
struct at_most {
  explicit at_most(std::size_t n) : length(n) {}

  std::size_t length;
};

struct words {
  std::vector<std::string> node_options::*member;
};

struct thousandths {
  std::uint32_t node_options::*member;
};

struct log_levels {
  log::levels node_options::*member;
};

using text = std::string;

option_row row(text section, text name, text type, at_most bound, text node_options::*member,
               text help);
option_row row(text section, text name, text type, text range, text node_options::*member,
               text help);
option_row row(text section, text name, text type, text range,
               std::vector<endpoint> node_options::*member, text help);
option_row row(text section, text name, text type, text range, endpoint node_options::*member,
               text help);
option_row row(text section, text name, text type, text range,
               std::optional<endpoint> node_options::*member, text help);
option_row row(text section, text name, text type, range bound, std::uint32_t node_options::*member,
               text help);
/// A duration of 1 ms to 1 h; of 0 to 24 h if the range speaks of 0.
option_row row(text section, text name, text type, text range, duration node_options::*member,
               text help);
option_row row(text section, text name, text type, text range, words member, text help);
option_row row(text section, text name, text type, text range, thousandths member, text help);
option_row row(text section, text name, text type, text range, log_levels member, text help);
/// A flag.
option_row row(text section, text name, bool node_options::*member, text help);

} // namespace ringleader::option_values

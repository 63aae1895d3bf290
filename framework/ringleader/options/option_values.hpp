// SPDX-License-Identifier: BSD-3-Clause
/// option_values: how the members of node_options are read from text, judged and printed; part of
/// the option table. row(...) pairs a member with its name, type, range and help. Where bounds are
/// given the range is printed from them.
#pragma once

#include <ringleader/base/bounds.hpp>
#include <ringleader/options/option_row.hpp>

namespace ringleader::option_values {

using text = std::string;

/// Bytes of a name; plain text only.
using name_bytes = bounds<std::size_t>;

/// 0 has a meaning of its own, every other value lies within the bounds.
struct or_zero {
  text meaning;
  bounds<duration> allowed;
};

/// The odd numbers within the bounds.
struct odd {
  bounds<std::size_t> allowed;
};

/// A list of words without spaces.
struct words {
  std::vector<std::string> node_options::*member;
  std::size_t most;
  name_bytes each;
};

struct thousandths {
  std::uint32_t node_options::*member;
  bounds<std::uint32_t> allowed;
};

struct log_levels {
  log::levels node_options::*member;
};

struct placement_name {
  text node_options::*member;
};

option_row row(text section, text name, text type, name_bytes allowed, text node_options::*member,
               text help);
/// Any text.
option_row row(text section, text name, text type, text range, text node_options::*member,
               text help);
option_row row(text section, text name, text type, placement_name member, text help);
option_row row(text section, text name, text type, text range,
               std::vector<endpoint> node_options::*member, text help);
option_row row(text section, text name, text type, text range, endpoint node_options::*member,
               text help);
option_row row(text section, text name, text type, text range,
               std::optional<endpoint> node_options::*member, text help);
option_row row(text section, text name, text type, bounds<std::uint32_t> allowed,
               std::uint32_t node_options::*member, text help);
option_row row(text section, text name, text type, odd allowed, std::uint32_t node_options::*member,
               text help);
option_row row(text section, text name, text type, bounds<duration> allowed,
               duration node_options::*member, text help);
option_row row(text section, text name, text type, or_zero allowed, duration node_options::*member,
               text help);
option_row row(text section, text name, text type, words member, text help);
option_row row(text section, text name, text type, thousandths member, text help);
option_row row(text section, text name, text type, text range, log_levels member, text help);
/// A flag.
option_row row(text section, text name, bool node_options::*member, text help);

} // namespace ringleader::option_values

// SPDX-License-Identifier: BSD-3-Clause
/// printable: texts of strangers as they may stand in logs and on terminals.
///
///   failure{errc::refused, "a node called " + in_quotes(theirs.name) + " ..."};
///
/// Control characters become question marks; nothing else is changed, UTF-8 stays what it is.
#pragma once

#include <algorithm>
#include <string>

namespace ringleader::net {

inline std::string printable(std::string text) {
  std::replace_if(
    text.begin(), text.end(), [](unsigned char c) { return c < 0x20 || c == 0x7f; }, '?');
  return text;
}

inline std::string in_quotes(const std::string& text) { return '\'' + printable(text) + '\''; }

} // namespace ringleader::net

// SPDX-License-Identifier: BSD-3-Clause
/// plain_text: names travel into logs, JSON and certificates, and refusals onto terminals. What is
/// no text there is refused, or left out of the refusal.
#pragma once

#include <string>

namespace ringleader {

/// True for UTF-8 without control characters.
bool is_plain_text(const std::string& text);

/// The same text on one line: what is not plain stands as '?', and a long text is cut.
std::string one_line(const std::string& text);

} // namespace ringleader

// SPDX-License-Identifier: BSD-3-Clause
/// message_list: the messages of an entity type as members announce them: one line for each, its
/// name, a space, and its shape (base/codec/shape.hpp).
///
///   list = message_line("(bank::deposit,)->(i8s,)", shape) + ...;
///   if (auto why = contradiction(theirs, ours)) ...
///
/// Total: lines that are none name nothing.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace ringleader::registry {

std::string message_line(std::string_view name, std::string_view shape);

/// None: whatever message both lists name is read by one as the other wrote it. Else the first that
/// is not, and where it differs: what `a` has and what `b` has.
std::optional<std::string> contradiction(std::string_view a, std::string_view b);

} // namespace ringleader::registry

// SPDX-License-Identifier: BSD-3-Clause
/// shape_compare: whether a value of one shape (shape.hpp) is read as one of another shape, and the
/// other way round.
///
///   if (auto why = compare_shapes(theirs, ours)) refuse(*why);   // "deposit.cents: i64 and u32"
///
/// They agree where they are the same but for fields at the end of a struct, and alternatives at
/// the end of a variant, that one of them has and the other has not: a reader skips the former, and
/// a missing field keeps its default (docs/formats.md). Names of structs and fields count where
/// both have them: a field that is called otherwise is another field.
///
/// Total: what is no shape agrees with nothing. EXPECTS nothing of either text.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace ringleader {

/// No shape is longer; a message with more fields than fit is compared by its hash alone.
inline constexpr std::size_t shape_bytes_max = 4'096;

/// None: they agree. Else the first place where they do not, with what each has.
std::optional<std::string> compare_shapes(std::string_view a, std::string_view b);

} // namespace ringleader

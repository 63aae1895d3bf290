// SPDX-License-Identifier: BSD-3-Clause
// What a message holds is its own.
// FIRST: sendable<std::basic_string_view<char>
// FIRST: a message owns what it holds: send std::string
// WITH: -DGOOD
#include <ringleader/ringleader.hpp>

#ifdef GOOD
using text = std::string;
#else
using text = std::string_view;
#endif

using greeter = ringleader::interface<std::string(text)>;
greeter nobody;

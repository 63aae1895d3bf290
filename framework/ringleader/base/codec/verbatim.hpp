// SPDX-License-Identifier: BSD-3-Clause
/// Values whose encoded form is at hand: written as it is, and read together with it, so that
/// nobody encodes what was encoded before.
#pragma once

#include <ringleader/base/bytes.hpp>

#include <string_view>
#include <type_traits>

namespace ringleader {

/// The encoded form of some value, borrowed; the encoder writes it in the value's place.
struct encoded_view {
  std::string_view data;
};

/// A value, and after decoding what it was read from; valid as long as that is. Empty if the value
/// was missing and has its default.
template <class T> struct with_source {
  T value;
  std::string_view source;
};

namespace codec {

template <class T> struct is_with_source : std::false_type {};
template <class T> struct is_with_source<with_source<T>> : std::true_type {};

} // namespace codec

} // namespace ringleader

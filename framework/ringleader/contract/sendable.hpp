// SPDX-License-Identifier: BSD-3-Clause
/// sendable: what a type needs to be in a message, as one static_assert that says what to write.
/// The compiler names the type in the line above it.
#pragma once

#include <ringleader/base/codec/decoder.hpp>
#include <ringleader/base/codec/encoder.hpp>
#include <ringleader/base/codec/traits.hpp>

#include <caf/atom.hpp>
#include <caf/type_id.hpp>

#include <functional>
#include <string>
#include <string_view>
#include <type_traits>

namespace ringleader {

template <class T> struct is_atom : std::false_type {};
template <caf::atom_value V> struct is_atom<caf::atom_constant<V>> : std::true_type {};

namespace contract {

template <class T> struct is_view : std::is_pointer<T> {};
template <class C, class R> struct is_view<std::basic_string_view<C, R>> : std::true_type {};
template <class T> struct is_view<std::reference_wrapper<T>> : std::true_type {};

/// What the codec writes by itself.
template <class T>
inline constexpr bool is_written_by_codec =
  std::is_arithmetic_v<T> || std::is_enum_v<T> || std::is_same_v<T, std::string> ||
  std::is_same_v<T, bytes> || std::is_same_v<T, shared_bytes> || codec::is_sequence<T>::value ||
  codec::is_set<T>::value || codec::is_map<T>::value || codec::is_array<T>::value ||
  codec::is_optional<T>::value || codec::is_variant<T>::value || codec::is_tuple<T>::value ||
  codec::is_strong_id<T>::value || codec::is_duration<T>::value || codec::is_time_point<T>::value;

template <class T, class = void> struct has_inspect : std::false_type {};
template <class T>
struct has_inspect<T, std::void_t<decltype(inspect(std::declval<encoder&>(), std::declval<T&>()))>>
  : std::true_type {};

template <class T>
inline constexpr bool is_registered = std::is_arithmetic_v<T> || caf::has_type_id<T>::value;

/// One at a time: what follows from the first is not said.
template <class T> struct sendable {
  static constexpr bool owned = !is_view<T>::value;
  static constexpr bool made = !owned || std::is_default_constructible_v<T>;
  static constexpr bool listed =
    !owned || !made || is_atom<T>::value || is_written_by_codec<T> || has_inspect<T>::value;
  static constexpr bool registered = !owned || !made || !listed || is_registered<T>;

  static_assert(owned, "a message owns what it holds: send std::string instead of a string_view or "
                       "a pointer, and a value instead of a reference");
  static_assert(made,
                "a message type has a default constructor, since it is made before its fields "
                "are read: give every field a default");
  static_assert(listed, "the fields of a message type are listed: write RINGLEADER_FIELDS(type, "
                        "field, ...) in the namespace of the type, behind it");
  static_assert(registered, "a message type is registered: name it in RINGLEADER_TYPES(block, "
                            "type, ...), outside of every namespace and before the interface");
};

/// True, or said above for each that is not.
template <class... Ts> inline constexpr bool all_sendable = ((sizeof(sendable<Ts>) > 0) && ...);

} // namespace contract
} // namespace ringleader

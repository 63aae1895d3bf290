// SPDX-License-Identifier: BSD-3-Clause
/// shape: what the codec writes of a type, as text, so that two processes can tell whether one
/// reads what the other wrote.
///
///   shape_of<deposit>()        // "deposit{cents:i64,note:str}"
///   compare_shapes(theirs, ours)           // nothing, or where they differ (shape_compare.hpp)
///
/// A struct has the names that RINGLEADER_FIELDS lists (contract/fields.hpp); one with an inspect()
/// of its own has none, and its fields are told by their places alone. A struct within itself, as
/// in a tree, is `^name`.
///
/// Invariant: types of one shape are encoded alike. The shape says nothing of what a field means.
#pragma once

#include <ringleader/base/bytes.hpp>
#include <ringleader/base/codec/traits.hpp>
#include <ringleader/base/shared_bytes.hpp>

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

namespace ringleader {

namespace codec {

template <class T, class = void> struct field_list { static constexpr std::string_view text{}; };
template <class T>
struct field_list<T, std::void_t<decltype(ringleader_fields(static_cast<const T*>(nullptr)))>> {
  static constexpr std::string_view text = ringleader_fields(static_cast<const T*>(nullptr));
};

/// Of one type; each struct within it is asked for its fields by inspect().
class shape_writer {
public:
  using result_type = bool;
  static constexpr bool reads_state = true;
  static constexpr bool writes_state = false;

  template <class T> void add() {
    if constexpr (std::is_same_v<T, bool>) {
      out_ += "bool";
    } else if constexpr (std::is_enum_v<T>) {
      nest<std::underlying_type_t<T>>("enum");
    } else if constexpr (std::is_integral_v<T>) {
      out_ += (std::is_signed_v<T> ? "i" : "u") + std::to_string(8 * sizeof(T));
    } else if constexpr (std::is_floating_point_v<T>) {
      out_ += "f" + std::to_string(8 * sizeof(T));
    } else if constexpr (std::is_same_v<T, std::string>) {
      out_ += "str";
    } else if constexpr (std::is_same_v<T, bytes> || std::is_same_v<T, shared_bytes>) {
      out_ += "bytes";
    } else if constexpr (is_sequence<T>::value || is_set<T>::value) {
      nest<typename T::value_type>("list");
    } else if constexpr (is_map<T>::value) {
      nest<typename T::key_type, typename T::mapped_type>("map");
    } else if constexpr (is_array<T>::value) {
      nest<typename T::value_type>("array" + std::to_string(std::tuple_size_v<T>));
    } else if constexpr (is_strong_id<T>::value) {
      nest<decltype(T::value)>("id");
    } else if constexpr (is_duration<T>::value) {
      out_ += "duration_" + std::to_string(T::period::num) + "_" + std::to_string(T::period::den);
    } else if constexpr (is_time_point<T>::value) {
      out_ += "time";
    } else {
      add_composed(static_cast<const T*>(nullptr));
    }
  }

  /// For inspect(): one call names all fields.
  template <class... Ts> bool operator()(Ts&...) {
    (add_field<Ts>(), ...);
    return true;
  }

  std::string take() { return std::move(out_); }

private:
  template <class... Ts> void nest(const std::string& head) {
    out_ += head + "(";
    auto first = out_.size();
    ((out_ += out_.size() == first ? "" : ",", add<Ts>()), ...);
    out_ += ")";
  }

  template <class T> void add_composed(const std::optional<T>*) { nest<T>("optional"); }
  template <class... Ts> void add_composed(const std::variant<Ts...>*) { nest<Ts...>("variant"); }
  template <class... Ts> void add_composed(const std::tuple<Ts...>*) { nest<Ts...>("tuple"); }
  template <class A, class B> void add_composed(const std::pair<A, B>*) { nest<A, B>("tuple"); }

  template <class T> void add_composed(const T*) {
    auto list = field_list<T>::text;
    auto name = list.substr(0, list.find(':'));
    static const char identity = 0;
    if (std::find(within_.begin(), within_.end(), &identity) != within_.end()) {
      out_ += "^" + std::string{name};
      return;
    }
    within_.push_back(&identity);
    out_ += std::string{name} + "{";
    auto outer = std::exchange(fields_, list.substr(std::min(name.size() + 1, list.size())));
    auto outer_first = std::exchange(is_first_, true);
    T made{};
    inspect(*this, made);
    fields_ = outer;
    is_first_ = outer_first;
    out_ += "}";
    within_.pop_back();
  }

  template <class T> void add_field() {
    if (!std::exchange(is_first_, false)) out_ += ",";
    auto end = std::min(fields_.find(','), fields_.size());
    auto name = fields_.substr(0, end);
    fields_.remove_prefix(std::min(end + 1, fields_.size()));
    while (!name.empty() && name.front() == ' ') name.remove_prefix(1);
    if (!name.empty()) out_ += std::string{name} + ":";
    add<std::remove_cv_t<T>>();
  }

  std::string out_;
  std::string_view fields_; // of the struct that is being added, those to come
  bool is_first_ = true;
  std::vector<const void*> within_;
};

} // namespace codec

template <class T> std::string shape_of() {
  codec::shape_writer to;
  to.add<T>();
  return to.take();
}

} // namespace ringleader

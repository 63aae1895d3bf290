// SPDX-License-Identifier: BSD-3-Clause
/// decoder: reads what encoder wrote, and trusts nothing: every length and count is compared with
/// the bytes that are left before memory is taken. Missing trailing fields of a struct keep their
/// default values, unknown ones are skipped.
///
///   decoder in{data};
///   frame f;
///   if (!in.get(f)) drop();
#pragma once

#include <ringleader/base/bytes.hpp>
#include <ringleader/base/codec/traits.hpp>
#include <ringleader/base/codec/verbatim.hpp>
#include <ringleader/base/result.hpp>
#include <ringleader/base/shared_bytes.hpp>

#include <cstring>

namespace ringleader {

class decoder {
public:
  using result_type = bool;
  static constexpr bool reads_state = false;
  static constexpr bool writes_state = true;

  decoder(const std::uint8_t* data, std::size_t size) : at_(data), end_(data + size) {}
  explicit decoder(const bytes& data) : decoder(data.data(), data.size()) {}
  explicit decoder(const shared_bytes& data) : decoder(data.data(), data.size()) {}

  /// Entry point for inspect(): reads the fields in order; those past the struct's end stay as they
  /// are.
  template <class... Ts> bool operator()(Ts&... fields) { return (get_field(fields) && ...); }

  std::size_t remaining() const { return static_cast<std::size_t>(end_ - at_); }

  template <class T> bool get(T& x) {
    using namespace codec;
    if constexpr (std::is_same_v<T, bool>) {
      std::uint8_t raw = 0;
      if (!get_integer(raw) || raw > 1) return false;
      x = raw == 1;
      return true;
    } else if constexpr (std::is_enum_v<T>) {
      std::underlying_type_t<T> raw{};
      if (!get_integer(raw)) return false;
      x = static_cast<T>(raw);
      return true;
    } else if constexpr (std::is_integral_v<T>) {
      return get_integer(x);
    } else if constexpr (std::is_floating_point_v<T>) {
      float_bits<T> raw = 0;
      if (!get_integer(raw)) return false;
      std::memcpy(&x, &raw, sizeof raw);
      return true;
    } else if constexpr (is_strong_id<T>::value) {
      return get_integer(x.value);
    } else if constexpr (is_duration<T>::value) {
      std::int64_t raw = 0;
      if (!get_integer(raw)) return false;
      x = T{raw};
      return true;
    } else if constexpr (is_time_point<T>::value) {
      typename T::duration raw{};
      if (!get(raw)) return false;
      x = T{raw};
      return true;
    } else {
      return get_composite(x);
    }
  }

private:
  /// Strings, containers, and what inspect() lists.
  template <class T> bool get_composite(T& x) {
    using namespace codec;
    if constexpr (std::is_same_v<T, std::string> || std::is_same_v<T, bytes>) {
      std::size_t n = 0;
      if (!get_count(n, 1)) return false;
      x.assign(at_, at_ + n);
      at_ += n;
      return true;
    } else if constexpr (std::is_same_v<T, shared_bytes>) {
      std::size_t n = 0;
      if (!get_count(n, 1)) return false;
      x = shared_bytes{at_, n};
      at_ += n;
      return true;
    } else if constexpr (is_sequence<T>::value) {
      return get_items<typename T::value_type>(
        [&](std::size_t n) { x.clear(), x.reserve(n); },
        [&](auto&& item) { x.push_back(std::forward<decltype(item)>(item)); });
    } else if constexpr (is_set<T>::value) {
      return get_items<typename T::value_type>(
        [&](std::size_t) { x.clear(); },
        [&](auto&& item) { x.insert(std::forward<decltype(item)>(item)); });
    } else if constexpr (is_map<T>::value) {
      return get_items<std::pair<typename T::key_type, typename T::mapped_type>>(
        [&](std::size_t) { x.clear(); },
        [&](auto&& item) { x.insert(std::forward<decltype(item)>(item)); });
    } else if constexpr (is_array<T>::value) {
      for (auto& item : x)
        if (!get(item)) return false;
      return true;
    } else if constexpr (is_optional<T>::value) {
      bool present = false;
      if (!get(present)) return false;
      x.reset();
      return !present || get(x.emplace());
    } else if constexpr (is_variant<T>::value) {
      std::uint8_t index = 0;
      return get_integer(index) && get_alternative<0>(x, index);
    } else if constexpr (is_tuple<T>::value) {
      return std::apply([this](auto&... items) { return (get(items) && ...); }, x);
    } else if constexpr (is_with_source<T>::value) {
      auto begin = at_;
      if (!get(x.value)) return false;
      x.source = {reinterpret_cast<const char*>(begin), static_cast<std::size_t>(at_ - begin)};
      return true;
    } else {
      return get_struct(x);
    }
  }

  template <class T> bool get_field(T& x) { return at_ == end_ || get(x); }

  template <class Int> bool get_integer(Int& x) {
    if (remaining() < sizeof(Int)) return false;
    std::uint64_t raw = 0;
    for (std::size_t i = 0; i < sizeof(Int); ++i) raw |= std::uint64_t{at_[i]} << (8 * i);
    x = static_cast<Int>(raw);
    at_ += sizeof(Int);
    return true;
  }

  /// A count of items of at least `least` bytes each: more than fit cannot be honest.
  bool get_count(std::size_t& n, std::size_t least) {
    std::uint32_t raw = 0;
    if (!get_integer(raw) || raw > remaining() / least) return false;
    n = raw;
    return true;
  }

  template <class Item, class Prepare, class Add> bool get_items(Prepare prepare, Add add) {
    std::size_t n = 0;
    if (!get_count(n, 1)) return false;
    prepare(n < 1024 ? n : 1024); // a count is a claim: memory is taken as items really arrive
    for (std::size_t i = 0; i < n; ++i) {
      Item item{};
      if (!get(item)) return false;
      add(std::move(item));
    }
    return true;
  }

  template <std::size_t I, class Variant> bool get_alternative(Variant& x, std::uint8_t index) {
    if constexpr (I < std::variant_size_v<Variant>) {
      if (index == I) return get(x.template emplace<I>());
      return get_alternative<I + 1>(x, index);
    } else {
      return false;
    }
  }

  template <class T> bool get_struct(T& x) {
    std::size_t length = 0;
    if (!get_count(length, 1)) return false;
    auto outer = end_;
    auto after = at_ + length;
    end_ = after;
    bool ok = inspect(*this, x);
    end_ = outer;
    at_ = after; // skips what a newer writer appended
    return ok;
  }

  const std::uint8_t* at_;
  const std::uint8_t* end_;
};

/// One value from all of `data`; trailing bytes are malformed.
template <class T, class Bytes> result<T> decode(const Bytes& data) {
  decoder in{data};
  T x{};
  if (!in.get(x) || in.remaining() != 0)
    return {errc::malformed, "bytes do not decode as what they claim to be"};
  return x;
}

} // namespace ringleader

// SPDX-License-Identifier: BSD-3-Clause
/// encoder: writes values in the wire and disk format (docs/formats.md).
///
/// Integers little-endian in their own width, bool one byte, enums as their underlying type, floats
/// as their bits, strings and containers with a 32-bit count, optional with a flag byte, variant
/// with an index byte, strong ids as their number. A struct is what `inspect(f, x)` lists, preceded
/// by its length in bytes, so that a reader skips fields that it does not know yet. Fields are only
/// ever appended. Never fails; what is written is as large as what is given.
#pragma once

#include <ringleader/base/bytes.hpp>
#include <ringleader/base/codec/traits.hpp>
#include <ringleader/base/codec/verbatim.hpp>
#include <ringleader/base/expects.hpp>
#include <ringleader/base/shared_bytes.hpp>

#include <cstring>

namespace ringleader {

class encoder {
public:
  using result_type = bool;
  static constexpr bool reads_state = true;
  static constexpr bool writes_state = false;

  /// Writes behind what `out` holds.
  explicit encoder(bytes& out) : out_(out) {}

  /// Entry point for inspect(): writes the fields in order.
  template <class... Ts> bool operator()(Ts&... fields) {
    (add(fields), ...);
    return true;
  }

  template <class T> void put(const T& x) {
    at_ = out_.size();
    add(x);
    out_.resize(at_);
  }

private:
  template <class T> void add(const T& x) {
    using namespace codec;
    if constexpr (std::is_same_v<T, bool>) {
      put_integer(static_cast<std::uint8_t>(x ? 1 : 0));
    } else if constexpr (std::is_enum_v<T>) {
      put_integer(static_cast<std::underlying_type_t<T>>(x));
    } else if constexpr (std::is_integral_v<T>) {
      put_integer(x);
    } else if constexpr (std::is_floating_point_v<T>) {
      float_bits<T> raw;
      std::memcpy(&raw, &x, sizeof raw);
      put_integer(raw);
    } else if constexpr (std::is_same_v<T, std::string> || std::is_same_v<T, bytes> ||
                         std::is_same_v<T, shared_bytes>) {
      put_count(x.size());
      append(x.data(), x.size());
    } else if constexpr (std::is_same_v<T, encoded_view>) {
      append(x.data.data(), x.data.size());
    } else if constexpr (is_sequence<T>::value || is_set<T>::value) {
      put_count(x.size());
      for (const auto& item : x) add<typename T::value_type>(item);
    } else if constexpr (is_map<T>::value) {
      put_count(x.size());
      for (const auto& item : x) {
        add(item.first);
        add(item.second);
      }
    } else if constexpr (is_array<T>::value) {
      for (const auto& item : x) add(item);
    } else if constexpr (is_optional<T>::value) {
      add(x.has_value());
      if (x) add(*x);
    } else if constexpr (is_variant<T>::value) {
      put_integer(static_cast<std::uint8_t>(x.index()));
      std::visit([this](const auto& held) { add(held); }, x);
    } else if constexpr (is_tuple<T>::value) {
      std::apply([this](const auto&... items) { (add(items), ...); }, x);
    } else if constexpr (is_strong_id<T>::value) {
      put_integer(x.value);
    } else if constexpr (is_duration<T>::value) {
      put_integer(static_cast<std::int64_t>(x.count()));
    } else if constexpr (is_time_point<T>::value) {
      put_integer(static_cast<std::int64_t>(x.time_since_epoch().count()));
    } else {
      put_struct(x);
    }
  }

  /// Where `size` more bytes go. While a value is written `out` is longer than that by up to a
  /// step: a vector that grows by each integer takes more time than what is written.
  std::uint8_t* room(std::size_t size) {
    if (out_.size() - at_ < size) out_.resize(at_ + size + step);
    return out_.data() + at_;
  }

  void append(const void* data, std::size_t size) {
    if (size == 0) return; // its data may be null
    std::memcpy(room(size), data, size);
    at_ += size;
  }

  template <class Int> static void write(std::uint8_t* to, Int x) {
    auto raw = static_cast<std::make_unsigned_t<Int>>(x);
    for (std::size_t i = 0; i < sizeof(Int); ++i)
      to[i] = static_cast<std::uint8_t>(static_cast<std::uint64_t>(raw) >> (8 * i));
  }

  template <class Int> void put_integer(Int x) {
    write(room(sizeof(Int)), x);
    at_ += sizeof(Int);
  }

  void put_count(std::size_t n) {
    EXPECTS(n <= UINT32_MAX);
    put_integer(static_cast<std::uint32_t>(n));
  }

  template <class T> void put_struct(const T& x) {
    auto begin = at_;
    put_integer(std::uint32_t{0});
    // One inspect serves reading and writing, so it takes a mutable reference; the encoder only
    // reads.
    inspect(*this, const_cast<T&>(x));
    auto length = at_ - begin - 4;
    EXPECTS(length <= UINT32_MAX);
    write(out_.data() + begin, static_cast<std::uint32_t>(length));
  }

  // Most values are smaller: one allocation instead of one for each doubling.
  static constexpr std::size_t step = 256;

  bytes& out_;
  std::size_t at_ = 0; // what is written of out_
};

/// The encoded form of one value.
template <class T> bytes encode(const T& x) {
  bytes out;
  encoder{out}.put(x);
  return out;
}

/// The same as large as it is and not larger: for values that are kept.
template <class T> shared_bytes encode_shared(const T& x) { return encode(x); }

} // namespace ringleader

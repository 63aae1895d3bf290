// SPDX-License-Identifier: BSD-3-Clause
/// register_model: a register with compare-and-set, the model that most published histories use.
///
///   operation<register_operation> o{"x", register_operation::compare_and_set(1, 2), sent_at, {}};
///   o.what.swapped = true; o.answer = now();
///
/// A write that was answered took effect; so did a compare-and-set that says `swapped`, and one
/// that does not found another value than the expected one.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace ringleader::testkit {

struct register_operation {
  enum class kind : std::uint8_t { read, write, compare_and_set };

  kind what = kind::read;
  std::int64_t value = 0;    // read: what was seen; else what is put in
  std::int64_t expected = 0; // by compare_and_set
  bool swapped = false;      // result of compare_and_set

  static register_operation read(std::int64_t seen = 0) { return {kind::read, seen, 0, false}; }
  static register_operation write(std::int64_t value) { return {kind::write, value, 0, false}; }
  static register_operation compare_and_set(std::int64_t expected, std::int64_t value,
                                            bool swapped = false) {
    return {kind::compare_and_set, value, expected, swapped};
  }
};

inline std::string to_string(const register_operation& o) {
  switch (o.what) {
  case register_operation::kind::read: return "read " + std::to_string(o.value);
  case register_operation::kind::write: return "write " + std::to_string(o.value);
  case register_operation::kind::compare_and_set:
    return "compare_and_set " + std::to_string(o.expected) + " -> " + std::to_string(o.value) +
           (o.swapped ? " swapped" : " refused");
  }
  return "operation";
}

struct register_model {
  using state = std::int64_t;
  using operation = register_operation;

  std::int64_t first = 0; // what the register holds before the history

  state initial() const { return first; }

  std::optional<state> step(state now, const operation& o, bool answered) const {
    switch (o.what) {
    case operation::kind::read:
      return !answered || o.value == now ? std::optional{now} : std::nullopt;
    case operation::kind::write: return o.value;
    case operation::kind::compare_and_set:
      if (answered && o.swapped != (now == o.expected)) return std::nullopt;
      return now == o.expected ? o.value : now;
    }
    return std::nullopt;
  }
};

} // namespace ringleader::testkit

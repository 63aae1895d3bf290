// SPDX-License-Identifier: BSD-3-Clause
/// outcome: what commands of every family may be answered with.
///
/// Part of the wire and disk format: fields are only ever appended.
#pragma once

#include <ringleader/base/errc.hpp>

#include <string>
#include <tuple>

namespace ringleader {

/// Nothing happened. The message says what to do; `retry` if waiting and asking again may help.
struct refused {
  errc code = errc::refused;
  std::string message;
  bool retry = false;

  friend bool operator==(const refused& a, const refused& b) {
    return std::tie(a.code, a.message, a.retry) == std::tie(b.code, b.message, b.retry);
  }
};

/// It happened, and there is nothing more to say.
struct done {
  friend bool operator==(const done&, const done&) { return true; }
};

std::string to_string(const refused& x);
std::string to_string(const done& x);

template <class Inspector> typename Inspector::result_type inspect(Inspector& f, refused& x) {
  return f(x.code, x.message, x.retry);
}

template <class Inspector> typename Inspector::result_type inspect(Inspector& f, done&) {
  return f();
}

} // namespace ringleader

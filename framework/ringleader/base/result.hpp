// SPDX-License-Identifier: BSD-3-Clause
/// result<T>: a value, or a failure with a code and a message that says what to do.
///
///   result<endpoint> e = parse_endpoint(text);
///   if (!e) return e.error();
///   use(*e);
#pragma once

#include <ringleader/base/errc.hpp>
#include <ringleader/base/expects.hpp>

#include <string>
#include <utility>
#include <variant>

namespace ringleader {

struct failure {
  errc code = errc::none;
  std::string message;
  std::int32_t reason = 0; // of entity_refused: the application's own code

  friend bool operator==(const failure& a, const failure& b) {
    return a.code == b.code && a.message == b.message && a.reason == b.reason;
  }
};

inline std::string to_string(const failure& f) {
  return f.message.empty() ? to_string(f.code) : to_string(f.code) + ": " + f.message;
}

template <class T> class [[nodiscard]] result {
public:
  result(T value) : state_(std::move(value)) {}
  result(failure error) : state_(std::move(error)) { EXPECTS(this->error().code != errc::none); }
  result(errc code, std::string message = {}) : result(failure{code, std::move(message)}) {}

  bool ok() const { return state_.index() == 0; }
  explicit operator bool() const { return ok(); }

  T& operator*() {
    EXPECTS(ok());
    return std::get<0>(state_);
  }
  const T& operator*() const {
    EXPECTS(ok());
    return std::get<0>(state_);
  }
  T* operator->() { return &**this; }
  const T* operator->() const { return &**this; }

  const failure& error() const {
    EXPECTS(!ok());
    return std::get<1>(state_);
  }

private:
  std::variant<T, failure> state_;
};

template <> class [[nodiscard]] result<void> {
public:
  result() = default;
  result(failure error) : error_(std::move(error)) { EXPECTS(error_.code != errc::none); }
  result(errc code, std::string message = {}) : result(failure{code, std::move(message)}) {}

  bool ok() const { return error_.code == errc::none; }
  explicit operator bool() const { return ok(); }

  const failure& error() const {
    EXPECTS(!ok());
    return error_;
  }

private:
  failure error_;
};

} // namespace ringleader

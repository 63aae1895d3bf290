// SPDX-License-Identifier: BSD-3-Clause
/// recorded_history: a history written down as a table, times in milliseconds.
///
///   recorded_history<register_operation> h;
///   h.add(0, 100, register_operation::write(1));
///   h.lost(30, register_operation::write(2));      // called at 30 ms, never answered
#pragma once

#include <ringleader/testkit/histories/operation.hpp>

#include <string>
#include <vector>

namespace ringleader::testkit {

template <class What> struct recorded_history {
  std::vector<operation<What>> operations;
  std::string key = "x";

  static instant at(int milliseconds) {
    return instant{} + std::chrono::milliseconds{milliseconds};
  }

  void add(int call, int answer, What what) {
    operations.push_back({key, what, at(call), at(answer)});
  }
  void lost(int call, What what) { operations.push_back({key, what, at(call), {}}); }
};

} // namespace ringleader::testkit

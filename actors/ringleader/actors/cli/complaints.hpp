// SPDX-License-Identifier: BSD-3-Clause
/// complaints: what a program says on stderr, one line, where it was called in a wrong way.
#pragma once

#include <iostream>
#include <string>

namespace ringleader {

inline constexpr int exit_wrong_option = 2;

/// Answers the exit status. `how` says what to do.
inline int misused(const std::string& how) {
  std::cerr << "ringleader: " << how << " (invalid_option)" << std::endl;
  return exit_wrong_option;
}

} // namespace ringleader

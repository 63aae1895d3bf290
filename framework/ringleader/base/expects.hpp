// SPDX-License-Identifier: BSD-3-Clause
/// EXPECTS and ENSURES: preconditions and postconditions that stay on in release builds.
/// A broken one is a bug, never an operating error: it prints file, line and text, then aborts.
#pragma once

namespace ringleader {

[[noreturn]] void contract_violation(const char* kind, const char* text, const char* file,
                                     int line);

} // namespace ringleader

#define EXPECTS(condition)                                                                         \
  ((condition) ? static_cast<void>(0)                                                              \
               : ::ringleader::contract_violation("precondition", #condition, __FILE__, __LINE__))
#define ENSURES(condition)                                                                         \
  ((condition)                                                                                     \
     ? static_cast<void>(0)                                                                        \
     : ::ringleader::contract_violation("postcondition", #condition, __FILE__, __LINE__))

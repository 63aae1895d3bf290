// SPDX-License-Identifier: BSD-3-Clause
#include <ringleader/base/expects.hpp>

#include <cstdio>
#include <cstdlib>

namespace ringleader {

void contract_violation(const char* kind, const char* text, const char* file, int line) {
  std::fprintf(stderr, "ringleader: bug: %s failed: %s at %s:%d\n", kind, text, file, line);
  std::fflush(stderr);
  std::abort();
}

} // namespace ringleader

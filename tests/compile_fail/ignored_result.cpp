// SPDX-License-Identifier: BSD-3-Clause
// A result that nobody looks at hides a failure.
// EXPECT: ignoring return(ed)? value
// WITH: -DGOOD
#include <ringleader/base/endpoint.hpp>

int main() {
#ifdef GOOD
  return ringleader::parse_endpoint("localhost:7000").ok() ? 0 : 1;
#else
  ringleader::parse_endpoint("localhost:7000");
#endif
}

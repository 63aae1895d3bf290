// SPDX-License-Identifier: BSD-3-Clause
// match() wants a handler for every alternative, so that an added one is found everywhere.
// EXPECT: no type named 'type' in .*invoke_result<ringleader::overloaded|std::visit requires
// WITH: -DGOOD
#include <ringleader/base/match.hpp>

#include <string>

int size_of(const std::variant<int, std::string>& value) {
  return ringleader::match(
    value, [](int x) { return x; }
#ifdef GOOD
    ,
    [](const std::string& x) { return static_cast<int>(x.size()); }
#endif
  );
}

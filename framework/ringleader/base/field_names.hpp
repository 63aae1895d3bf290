// SPDX-License-Identifier: BSD-3-Clause
/// field_names: what the fields of a configuration are called by whoever filled it in, so that a
/// machine's refusal names what its reader can change.
///
///   config.validate();                                        // heartbeat 90ms is too long; ...
///   config.validate(field_names{{"heartbeat", "--heartbeat"}});   // --heartbeat 90ms is ...
///
/// A field that has no other name is called as in the code.
#pragma once

#include <initializer_list>
#include <map>
#include <string>
#include <utility>

namespace ringleader {

class field_names {
public:
  field_names() = default;
  field_names(std::initializer_list<std::pair<const std::string, std::string>> others)
    : others_(others) {}

  std::string operator()(const std::string& field) const {
    auto other = others_.find(field);
    return other == others_.end() ? field : other->second;
  }

private:
  std::map<std::string, std::string> others_;
};

} // namespace ringleader
